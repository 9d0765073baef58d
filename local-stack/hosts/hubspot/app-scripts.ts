import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { APP } from './bundle/app-extensions.ts';
import type { Scripts } from './bundle/bundle-app.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const CACHE = join(ROOT, 'node_modules', '.cache', 'hubspot-host');
/** All that the scripts are made of: another text of any of them makes other scripts. */
const SOURCES = ['hubspot-app/src/**/*', 'local-stack/hosts/hubspot/b*/**/*', 'package-lock.json'];

/**
 * The app's extensions as HubSpot's own bundler makes them for production, and the scripts of the page that shows them, by name. Made
 * once for each state of their sources, in a process of its own, and kept; that takes some seconds.
 */
export async function appScripts(): Promise<Scripts> {
  const path = join(CACHE, `${digestOfSources()}.json`);
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as Scripts;
  const scripts = await bundleInProcess();
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(`${path}.partial`, JSON.stringify(scripts));
  renameSync(`${path}.partial`, path);
  return scripts;
}

function digestOfSources(): string {
  const digest = createHash('sha256');
  for (const name of globSync(SOURCES, { cwd: ROOT, withFileTypes: true })
    .filter(entry => entry.isFile() && !/node_modules|__tests__/.test(entry.parentPath))
    .map(entry => join(entry.parentPath, entry.name))
    .sort())
    digest.update(name).update(readFileSync(name));
  return digest.digest('hex').slice(0, 32);
}

function bundleInProcess(): Promise<Scripts> {
  const child = fork(join(import.meta.dirname, 'bundle', 'bundle-process.ts'), [APP], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  return new Promise((resolve, reject) => {
    child.once('message', scripts => resolve(scripts as Scripts)).once('error', reject);
    child.once('exit', code =>
      reject(
        new Error(`The process that bundles the HubSpot app ended with ${code}: ${printed.slice(-2000)}`),
      ),
    );
  });
}
