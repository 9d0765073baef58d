import { cpSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { useNamespace } from './namespace.ts';

const PROJECT = join(import.meta.dirname, '..');
/** What a project for the `sf` command consists of. */
export const PROJECT_PARTS: readonly string[] = [
  'force-app',
  'unpackaged',
  'config',
  'sfdx-project.json',
  '.forceignore',
];

/**
 * Writes the Salesforce project as it is checked and packaged into its `build/`, or where told: all of `force-app` with the components'
 * TypeScript as plain JavaScript (docs/adr/0016), line for line. A file of types alone leaves nothing behind.
 * @returns the folder, a complete project for the `sf` command
 */
export function buildPackage(project: string = PROJECT, build: string = join(project, 'build')): string {
  rmSync(build, { recursive: true, force: true });
  for (const name of PROJECT_PARTS) cpSync(join(project, name), join(build, name), { recursive: true });
  for (const name of globSync('force-app/**/lwc/**/*.ts', { cwd: build })) {
    const path = join(build, name);
    const script = withoutTypes(readFileSync(path, 'utf8'));
    rmSync(path);
    if (isMoreThanComments(script)) writeFileSync(path.replace(/\.ts$/, '.js'), script);
  }
  return build;
}

/** Types become blanks of any kind, so a line in the browser's debugger is the line of the source; at a line's end they go. */
function withoutTypes(source: string): string {
  return stripTypeScriptTypes(source, { mode: 'strip' }).replace(/[^\S\n]+$/gm, '');
}

function isMoreThanComments(script: string): boolean {
  return script.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '').trim() !== '';
}

/** `npm run build:salesforce`, with `-- --namespace NAME` for a package that has one. */
function main(): void {
  const { values } = parseArgs({ options: { namespace: { type: 'string', default: '' } } });
  const build = buildPackage();
  if (values.namespace !== '') useNamespace(build, values.namespace);
  process.stdout.write(`Built ${build}\n`);
}

if (import.meta.main) main();
