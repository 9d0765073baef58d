import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The app's project, as it is uploaded. */
export const APP = join(import.meta.dirname, '..', '..', '..', '..', 'hubspot-app');

/** One part of the app with a user interface. */
export interface AppExtension {
  uid: string;
  type: 'card' | 'settings' | 'page';
  /** As people see it; cards have one. */
  name: string | null;
  /** Where HubSpot shows a card: `crm.record.tab`, … */
  location: string | null;
  /** On whose records: `contacts`, … */
  objectTypes: readonly string[];
  /** From `src`: `/app/cards/Card.tsx`. */
  entrypoint: string;
}

interface Metadata {
  uid: string;
  type: string;
  config: { entrypoint?: string; name?: string; location?: string; objectTypes?: string[] };
}

/** What the app shows people, as its own metadata says. */
export function readExtensions(app: string = APP): AppExtension[] {
  return globSync('src/app/*/*-hsmeta.json', { cwd: app })
    .sort()
    .map(path => JSON.parse(readFileSync(join(app, path), 'utf8')) as Metadata)
    .flatMap(({ uid, type, config: { entrypoint, name, location, objectTypes } }) =>
      entrypoint === undefined
        ? []
        : [
            {
              ...{ uid, type: type as AppExtension['type'], entrypoint },
              ...{ name: name ?? null, location: location ?? null, objectTypes: objectTypes ?? [] },
            },
          ],
    );
}

/** The name of an extension's script: `Card.js`. */
export function scriptName({ entrypoint }: Pick<AppExtension, 'entrypoint'>): string {
  return `${entrypoint
    .split('/')
    .at(-1)
    ?.replace(/\.[jt]sx?$/, '')}.js`;
}
