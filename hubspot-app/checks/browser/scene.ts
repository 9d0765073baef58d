import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../project.ts';

/** How the service answers a call whose address, after the host and without the query, matches. */
export interface ServiceAnswer {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: RegExp;
  status: number;
  body: unknown;
}

/** What a page is opened with: which extension, who reads, how platform and service answer, and what a person does then. */
export interface Scene {
  name: string;
  language: 'en' | 'de';
  /** The extension's script: `ScoreCard.js`. */
  script: string;
  location: 'crm.record.tab' | 'crm.record.sidebar' | 'settings' | 'pages';
  objectTypeId: string;
  /** A call that none of these answers is awaited for ever. */
  answers: readonly ServiceAnswer[];
  /** Of the record. */
  properties: Readonly<Record<string, string | null>>;
  /** Associated records, by the object type that is asked for. */
  associated: Readonly<Record<string, readonly FoundRecord[]>>;
  /** What a search gives. */
  found: readonly FoundRecord[];
  permissions: readonly string[];
  /** Buttons that are pressed one after the other, by their names. */
  presses: readonly string[];
  /** Something that is on the page when all that comes by itself has come. */
  paints: string | RegExp;
  isDark: boolean;
}

export interface FoundRecord {
  id: number;
  properties: Readonly<Record<string, string | null>>;
}

/** The people of the cards that the service can answer. */
export const COLLEAGUES: readonly FoundRecord[] = [
  { id: 52, properties: { firstname: 'Bo', lastname: 'Li' } },
  { id: 53, properties: { firstname: 'Chi', lastname: 'Nguyen' } },
];

/** A scene in which nothing is answered yet. */
export const EMPTY_SCENE: Omit<Scene, 'name' | 'script' | 'location' | 'paints'> = {
  ...{ language: 'en', answers: [], properties: {}, associated: {}, found: [] },
  ...{ permissions: [], presses: [], isDark: false, objectTypeId: '0-1' },
};

const FIXTURES = join(REPOSITORY, 'shared-scoring/src/card/fixtures');
const SAVED = join(REPOSITORY, 'sfdx-project/checks/lwc/saved-fields.json');

/** A card that the service can answer, with its title or headline: the same files that hold the other CRM's card to its words. */
export interface Fixture {
  /** `en/scored` */
  name: string;
  view: { title?: string; header?: { text: string } };
}

/** Every card that the service can answer. */
export function cardFixtures(): Fixture[] {
  return globSync('*/*.json', { cwd: FIXTURES })
    .sort()
    .map(path => ({
      name: path.replace(/\.json$/, ''),
      view: JSON.parse(readFileSync(join(FIXTURES, path), 'utf8')) as Fixture['view'],
    }));
}

/** The properties that are saved on a contact with a score: what the other CRM's checks have as fields. */
export function savedProperties(): Record<string, string> {
  const fields = JSON.parse(readFileSync(SAVED, 'utf8')) as Record<string, string | number>;
  return Object.fromEntries(
    Object.entries(fields).map(([field, value]) => [field.replace(/__c$/, '').toLowerCase(), String(value)]),
  );
}
