import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { elementBlocks, elementTexts } from '../checkers/cross-references/package-index.ts';

/** What a page is opened with: how the platform and the service answer. */
export interface Scene {
  name: string;
  language: 'en' | 'de';
  /** The service's card; null when there is none. */
  view: unknown;
  /** What Apex reports without a card; null while the answer is still awaited. */
  problem: string | null;
  /** Of the record, as Lightning Data Service gives them. */
  fields: Record<string, { value: unknown }>;
  permissions: string[];
}

const require = createRequire(import.meta.url);
const SAVED = require('../lwc/saved-fields.json') as Record<string, unknown>;

/** Every card of the service in both languages, and every state in which there is none. */
export function scenes(): Scene[] {
  const fixtures = require('../lwc/card-fixtures.cjs') as Record<string, unknown>;
  const answered = Object.entries(fixtures).map(([name, view]) => ({
    ...scene(name, null),
    view,
    language: name.startsWith('de/') ? ('de' as const) : ('en' as const),
  }));
  return [
    ...answered,
    scene('loading', null),
    { ...scene('loading-nothing-saved', null), fields: {} },
    scene('service-down', 'UNAVAILABLE'),
    { ...scene('service-down-nothing-saved', 'UNAVAILABLE'), fields: {} },
    scene('busy', 'BUSY'),
    scene('not-visible', 'NOT_VISIBLE'),
    scene('not-connected-rep', 'NOT_CONNECTED'),
    {
      ...scene('not-connected-admin', 'NOT_CONNECTED'),
      permissions: ['AIX_See_Scores', 'AIX_Set_Up_Scoring'],
    },
    { ...scene('not-accepted-admin', 'NOT_ACCEPTED'), permissions: ['AIX_See_Scores', 'AIX_Set_Up_Scoring'] },
    { ...scene('no-permission', null), permissions: [] },
  ];
}

function scene(name: string, problem: string | null): Scene {
  const fields = Object.fromEntries(Object.entries(SAVED).map(([field, value]) => [field, { value }]));
  return { name, language: 'en', view: null, problem, fields, permissions: ['AIX_See_Scores'] };
}

/** What the page's modules read, see platform-modules.ts. */
export function pageScene(scene: Scene, build: string): object {
  const locale = scene.language === 'de' ? 'de-DE' : 'en-GB';
  return {
    ...scene,
    labels: labelsOf(build, scene.language),
    i18n: { lang: scene.language, locale, dir: 'ltr', timeZone: 'Europe/Berlin' },
  };
}

function labelsOf(build: string, language: Scene['language']): Record<string, string> {
  const read = (path: string) => readFileSync(join(build, 'force-app/main/default', path), 'utf8');
  const [xml, element, name, text] =
    language === 'de'
      ? ([read('translations/de.translation-meta.xml'), 'customLabels', 'name', 'label'] as const)
      : ([read('labels/CustomLabels.labels-meta.xml'), 'labels', 'fullName', 'value'] as const);
  return Object.fromEntries(
    elementBlocks(xml, element).map(block => [
      `c.${elementTexts(block, name)[0]}`,
      elementTexts(block, text)[0]?.replaceAll('&amp;', '&') ?? '',
    ]),
  );
}
