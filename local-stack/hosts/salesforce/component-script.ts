import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { transformSync } from 'esbuild';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const CACHE = join(ROOT, 'node_modules', '.cache', 'salesforce-host');
/** All that the script is made of: another text of any of them makes another script. */
const SOURCES = [
  'sfdx-project/force-app/**/lwc/**/*',
  'local-stack/hosts/salesforce/b*/*',
  'package-lock.json',
];

/** Of what is imported for its effect alone, too. */
const KEEPS_IMPORTS = { compilerOptions: { verbatimModuleSyntax: true } };

/**
 * The script of all pages: the package's components as they are, the real base components and the engine. Made once for each
 * state of its sources, in a thread of its own, and kept; that takes some seconds.
 */
export async function componentScript(): Promise<string> {
  const path = join(CACHE, `${digestOfSources()}.js`);
  if (existsSync(path)) return readFileSync(path, 'utf8');
  const script = await bundleInThread();
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(`${path}.partial`, script);
  renameSync(`${path}.partial`, path);
  return script;
}

/** What gives the components their platform; it runs before them. */
export function platformScript(): string {
  return withoutTypes('platform-script.ts');
}

function digestOfSources(): string {
  const digest = createHash('sha256');
  for (const name of globSync(SOURCES, { cwd: ROOT, withFileTypes: true })
    .filter(entry => entry.isFile() && !entry.parentPath.includes('__tests__'))
    .map(entry => join(entry.parentPath, entry.name))
    .sort())
    digest.update(name).update(readFileSync(name));
  return digest.digest('hex').slice(0, 32);
}

function bundleInThread(): Promise<string> {
  const worker = new Worker(new URL('./bundle/bundle-thread.ts', import.meta.url), {
    workerData: { main: withoutTypes('page-script.ts') },
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve).once('error', reject);
    worker.once('exit', code =>
      reject(new Error(`The thread that bundles the components ended with ${code}`)),
    );
  });
}

function withoutTypes(name: string): string {
  const source = readFileSync(join(import.meta.dirname, 'browser', name), 'utf8');
  return transformSync(source, { loader: 'ts', charset: 'utf8', tsconfigRaw: KEEPS_IMPORTS }).code;
}
