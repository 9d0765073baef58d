import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { flatCopies, GENERATED_IMPORT, generatedNote } from './copies.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const SHARED = join(ROOT, 'hubspot-app', 'shared');
const APP = join(ROOT, 'hubspot-app', 'src', 'app');
const CARD = join(ROOT, 'shared-scoring', 'src', 'card');
/** The folders with extensions; each gets copies of its own. */
const EXTENSIONS = ['cards', 'pages', 'settings'];

/** Every generated file by its path. */
function generatedFiles(): Map<string, string> {
  const shared = globSync('*.{ts,tsx}', { cwd: SHARED }).map(name => join(SHARED, name));
  const copies = flatCopies([
    ...shared.sort(),
    ...['card-view.ts', 'card-from-fields.ts'].map(name => join(CARD, name)),
  ]).set(GENERATED_IMPORT, originModule());
  return new Map(
    EXTENSIONS.flatMap(folder =>
      [...copies].map(([name, text]) => [join(APP, folder, 'generated', name), text] as const),
    ),
  );
}

/** Where the service is: the address that the app may fetch from. */
function originModule(): string {
  const { config } = JSON.parse(readFileSync(join(APP, 'app-hsmeta.json'), 'utf8'));
  const [origin, ...others] = config.permittedUrls.fetch;
  if (origin === undefined || others.length > 0)
    throw new Error('app-hsmeta.json must permit fetching from exactly one address: the service’s own');
  return `${generatedNote('hubspot-app/src/app/app-hsmeta.json')}/** Where the service is. */
export const SERVICE_ORIGIN = '${origin}';\n`;
}

/** Paths, from the repository's root, of files that are not as they would be generated, left-over ones included. */
function staleFiles(files: ReadonlyMap<string, string>): string[] {
  const different = [...files].filter(
    ([path, text]) => !existsSync(path) || readFileSync(path, 'utf8') !== text,
  );
  return [...different.map(([path]) => path), ...leftOverFiles(files)].map(path => relative(ROOT, path));
}

function leftOverFiles(files: ReadonlyMap<string, string>): string[] {
  return globSync('*/generated/*', { cwd: APP })
    .map(path => join(APP, path))
    .filter(path => !files.has(path));
}

function main(): void {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
  const files = generatedFiles();
  if (values.check) {
    const stale = staleFiles(files);
    if (stale.length === 0) return;
    process.stderr.write(`Not as it would be generated: ${stale.join(', ')}. Run npm run generate:hubspot\n`);
    process.exitCode = 1;
    return;
  }
  for (const path of leftOverFiles(files)) rmSync(path);
  for (const [path, text] of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

main();
