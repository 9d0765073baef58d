import { cpSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';

const PROJECT = join(import.meta.dirname, '..');

/**
 * Writes the Salesforce project as it is checked and packaged into its `build/`: all of `force-app` with the components'
 * TypeScript as plain JavaScript (docs/adr/0016), line for line. A file of types alone leaves nothing behind.
 * @returns the folder, a complete project for the `sf` command
 */
export function buildPackage(project: string = PROJECT): string {
  const build = join(project, 'build');
  rmSync(build, { recursive: true, force: true });
  for (const name of ['force-app', 'sfdx-project.json', '.forceignore'])
    cpSync(join(project, name), join(build, name), { recursive: true });
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

if (import.meta.main) process.stdout.write(`Built ${buildPackage()}\n`);
