import { readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const IMPORT = /(\bfrom\s+')(\.[^']+)(')/g;

/**
 * Copies of the given files and of all that they import by path, in one flat folder: an extension of HubSpot may import nothing
 * from outside of its own folder. What the files import from packages, they import there, too.
 * @throws Error when two files would have the same name
 */
export function flatCopies(paths: readonly string[]): Map<string, string> {
  const copies = new Map<string, string>();
  for (const path of filesNeeded(paths)) {
    const name = basename(path);
    if (copies.has(name)) throw new Error(`${path} and another file would both be copied to ${name}`);
    copies.set(name, copyOf(path));
  }
  return copies;
}

/** The first line of every generated file. */
export function generatedNote(source: string): string {
  return `// Generated from ${source} by npm run generate:hubspot. Do not edit.\n`;
}

function filesNeeded(paths: readonly string[], seen = new Set<string>()): Set<string> {
  for (const path of paths) {
    if (seen.has(path) || basename(path) === GENERATED_IMPORT) continue;
    seen.add(path);
    const imported = [...readFileSync(path, 'utf8').matchAll(IMPORT)].map(([, , specifier = '']) =>
      join(dirname(path), specifier),
    );
    filesNeeded(imported, seen);
  }
  return seen;
}

/** Made by the generator itself, from the app's manifest. */
export const GENERATED_IMPORT = 'service-origin.ts';

function copyOf(path: string): string {
  const text = readFileSync(path, 'utf8').replace(
    IMPORT,
    (_, from, specifier, quote) => `${from}./${basename(specifier)}${quote}`,
  );
  return generatedNote(relative(ROOT, path)) + text;
}
