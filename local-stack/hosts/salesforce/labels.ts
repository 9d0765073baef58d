import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';

const SOURCE = join(import.meta.dirname, '..', '..', '..', 'sfdx-project', 'force-app', 'main', 'default');

/** The languages that users of the host can choose. */
export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

const parser = new XMLParser({ parseTagValue: false });

/** The package's labels as components import them, `c.Name`, in a user's language. */
export function packageLabels(language: Language): Record<string, string> {
  const read = (path: string) => parser.parse(readFileSync(join(SOURCE, path), 'utf8')) as unknown;
  if (language === 'de') {
    const { Translations } = read('translations/de.translation-meta.xml') as {
      Translations: { customLabels: { name: string; label: string }[] };
    };
    return Object.fromEntries(Translations.customLabels.map(({ name, label }) => [`c.${name}`, label]));
  }
  const { CustomLabels } = read('labels/CustomLabels.labels-meta.xml') as {
    CustomLabels: { labels: { fullName: string; value: string }[] };
  };
  return Object.fromEntries(CustomLabels.labels.map(({ fullName, value }) => [`c.${fullName}`, value]));
}
