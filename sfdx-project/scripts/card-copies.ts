import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

/** What the Lightning components need of the card: its types, and the first paint from the record's fields. */
const NEEDED = ['card-view.ts', 'card-from-fields.ts'];

/** The module that components import, as `c/cardContent`. */
export const COPIES_MODULE = 'cardContent';

/**
 * Copies of the card's files for the Lightning components, which cannot import from outside of the package: each needed
 * file with all that it imports, by its name in the module's folder.
 * @throws Error when a needed file imports a package
 */
export function cardCopies(cardFolder: string): Map<string, string> {
  const sources = filesNeeded(NEEDED.map(name => join(cardFolder, name)));
  const copies = sources.map(path => [copyName(path), copyOf(path)] as const);
  const exports = NEEDED.map(name => {
    const copy = withoutEnding(copyName(name));
    return isOnlyTypes(join(cardFolder, name))
      ? `export type * from './${copy}';`
      : `export * from './${copy}';`;
  });
  const index = `${generatedNote('the card of shared-scoring')}${exports.join('\n')}\n`;
  return new Map([...copies, [`${COPIES_MODULE}.ts`, index]]);
}

/** The given files and all that they import, each once. */
function filesNeeded(paths: readonly string[], seen: string[] = []): string[] {
  for (const path of paths) {
    if (seen.includes(path)) continue;
    if (!existsSync(path)) throw new Error(`${path} is imported by the card, but there is no such file`);
    seen.push(path);
    filesNeeded(
      importsOf(readFileSync(path, 'utf8')).map(specifier => resolveImport(path, specifier)),
      seen,
    );
  }
  return seen;
}

const IMPORT = /(\bfrom\s+')([^']+)(')/g;

function importsOf(text: string): string[] {
  return [...text.matchAll(IMPORT)].map(([, , specifier]) => specifier as string);
}

function resolveImport(importer: string, specifier: string): string {
  if (!specifier.startsWith('.'))
    throw new Error(`${importer} imports ${specifier}: what the card's copies need may import no package`);
  return join(dirname(importer), specifier);
}

/** In one flat folder, named as the platform wants it: `card-from-fields.ts` is `cardFromFields.ts`. */
function copyName(path: string): string {
  return basename(path).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function copyOf(path: string): string {
  const text = readFileSync(path, 'utf8').replace(
    IMPORT,
    (_, from, specifier, quote) => `${from}./${withoutEnding(copyName(specifier))}${quote}`,
  );
  return generatedNote(relative(join(import.meta.dirname, '..', '..'), path)) + text;
}

function withoutEnding(name: string): string {
  return name.replace(/\.ts$/, '');
}

function generatedNote(source: string): string {
  return `// Generated from ${source} by npm run generate:package. Do not edit.\n`;
}

/** Whether nothing of the file is left when it runs. */
function isOnlyTypes(path: string): boolean {
  return !/^export (const|function|class|let)\b/m.test(readFileSync(path, 'utf8'));
}
