import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Checker, Fault } from '../../../local-stack/checks/offline/checker.ts';
import { runCommand } from '../../../local-stack/checks/offline/run-command.ts';
import { type Component, type Project, readComponents } from '../project.ts';

/** HubSpot bundles an extension on its servers; what it writes out stays far below this. */
const LARGEST_BUNDLE_BYTES = 500_000;
const BUILDER = join(import.meta.dirname, 'bundle-extension.ts');

/** Every extension as HubSpot's own bundler makes it for production: it builds, imports nothing from outside, and is small. */
export const bundle: Checker<Project> = {
  name: 'Production bundle',
  check: bundleAll,
  plants: [
    {
      file: 'hubspot-app/src/app/cards/planted-hsmeta.json',
      spoil: () => extension('Planted.tsx'),
      expected: /Planted\.tsx: .*nowhere/,
    },
    {
      file: 'hubspot-app/src/app/cards/Planted.tsx',
      spoil: () => "import { hubspot } from './nowhere.ts';\nhubspot.extend();\n",
      expected: /Planted\.tsx: .*nowhere/,
    },
  ],
};

function extension(entry: string): string {
  const config = { name: 'Planted', location: 'crm.record.tab', entrypoint: `/app/cards/${entry}` };
  return JSON.stringify({ uid: 'planted', type: 'card', config });
}

async function bundleAll(project: Project): Promise<Fault[]> {
  const entries = new Set(readComponents(project).flatMap(entrypointOf));
  const faults = [];
  for (const entry of entries) faults.push(...(await bundleOne(project, entry)));
  return faults;
}

/** What a component is bundled from, from `src`; components without a user interface have none. */
function entrypointOf({ config }: Component): string[] {
  return typeof config.entrypoint === 'string' ? [config.entrypoint] : [];
}

async function bundleOne({ folder }: Project, entry: string): Promise<Fault[]> {
  const source = join(folder, 'src', entry);
  const out = mkdtempSync(join(tmpdir(), 'extension-'));
  try {
    const parameters = [BUILDER, dirname(source), basename(source), out];
    const { status, output } = await runCommand(process.execPath, parameters, dirname(source));
    // It has nothing to say of what is well.
    if (status !== 0 || output.trim() !== '')
      return [{ file: `src${entry}`, message: `${basename(entry)}: ${output.trim().slice(0, 500)}` }];
    const bytes = readFileSync(join(out, basename(entry).replace(/\.tsx?$/, '.js'))).length;
    return bytes <= LARGEST_BUNDLE_BYTES
      ? []
      : [{ file: `src${entry}`, message: `its bundle has ${bytes} bytes` }];
  } finally {
    rmSync(out, { recursive: true });
  }
}
