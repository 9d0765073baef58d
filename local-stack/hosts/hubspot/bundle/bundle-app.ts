import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { buildSingleExtension } from '@hubspot/ui-extensions-dev-server/build';
import { build } from 'esbuild';
import { readExtensions, scriptName } from './app-extensions.ts';

const BROWSER = join(import.meta.dirname, '..', 'browser');
const { resolve } = createRequire(import.meta.url);
/** What extensions may import; all else comes with them. */
const LIBRARIES = ['@hubspot/ui-extensions', 'react'];

/** The scripts of a page, by name. */
export type Scripts = Record<string, string>;

/**
 * Bundles the app's extensions, unmodified, with HubSpot's own bundler for production, and the scripts of the page around them. Takes
 * some seconds.
 * @param app the project's folder
 * @param folder an empty one, for the copy that is bundled
 */
export async function bundleApp(app: string, folder: string): Promise<Scripts> {
  const source = join(folder, 'src');
  cpSync(join(app, 'src'), source, {
    recursive: true,
    filter: path => !['node_modules', '__tests__'].includes(basename(path)),
  });
  linkLibraries(folder);
  return { ...(await bundleExtensions(app, folder)), ...(await bundlePage()) };
}

function linkLibraries(folder: string): void {
  for (const name of LIBRARIES) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(libraryFolder(name), link);
  }
}

/** Where a library was installed; not all of them say it of themselves. */
function libraryFolder(name: string): string {
  const found = resolve(name);
  return found.slice(0, found.lastIndexOf(join('node_modules', name)) + join('node_modules', name).length);
}

async function bundleExtensions(app: string, folder: string): Promise<Scripts> {
  const scripts: Scripts = {};
  const out = join(folder, 'out');
  for (const entrypoint of new Set(readExtensions(app).map(extension => extension.entrypoint))) {
    const path = join(folder, 'src', entrypoint);
    await buildSingleExtension({
      ...{ file: basename(path), root: dirname(path), outputDir: out, logLevel: 'error', minify: true },
      appConfig: {},
    });
    const name = scriptName({ entrypoint });
    scripts[name] = readFileSync(join(out, name), 'utf8');
    rmSync(out, { recursive: true });
  }
  return scripts;
}

/** The host of the extensions, the worker in which each runs, and what plays the platform in the local preview. */
async function bundlePage(): Promise<Scripts> {
  const { outputFiles } = await build({
    entryPoints: ['host.tsx', 'worker.ts', 'live-platform.ts'].map(name => join(BROWSER, name)),
    ...{ bundle: true, write: false, format: 'iife', minify: true, jsx: 'automatic', outdir: 'out' },
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  return Object.fromEntries(outputFiles.map(({ path, text }) => [basename(path), text]));
}
