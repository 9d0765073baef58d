import { createRequire } from 'node:module';

/** What a page is opened with: how the platform and the service answer, and what a person does then. */
export interface Scene {
  name: string;
  language: 'en' | 'de';
  /** The component that is shown, as a tag, and its properties. */
  element: 'c-score-card' | 'c-hottest-leads' | 'c-scoring-setup';
  properties: Record<string, unknown>;
  /** What each Apex method gives or reports, by `Class.method`; one that is not named is still awaited. */
  answers: Record<string, { value: unknown } | { problem: string }>;
  /** Of the record, as Lightning Data Service gives them. */
  fields: Record<string, { value: unknown }>;
  /** Of other leads, by their ids. */
  names: Record<string, string>;
  permissions: string[];
  /** Buttons that are pressed one after the other, by their names. */
  presses: string[];
  /** In the dark colours of the design system, too. */
  isDark: boolean;
}

/** The people of the cards that the service can answer. */
export const LEAD_NAMES: Scene['names'] = { '52': 'Bo Li', '53': 'Chi Nguyen' };

/** The fields that are saved on a record with a score. */
export function savedFields(): Scene['fields'] {
  const saved = createRequire(import.meta.url)('../lwc/saved-fields.json') as Record<string, unknown>;
  return Object.fromEntries(Object.entries(saved).map(([field, value]) => [field, { value }]));
}
