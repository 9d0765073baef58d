import { cpSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';

const PROJECT = join(import.meta.dirname, '..');

/**
 * Writes the Salesforce project as it is checked and packaged into `build/`: all of `force-app` with the components'
 * TypeScript as plain JavaScript (docs/adr/0016), line for line. A file of types alone leaves nothing behind.
 * @returns the folder, a complete project for the `sf` command
 */
export function buildPackage(): string {
  const build = join(PROJECT, 'build');
  rmSync(build, { recursive: true, force: true });
  for (const name of ['force-app', 'sfdx-project.json', '.forceignore'])
    cpSync(join(PROJECT, name), join(build, name), { recursive: true });
  for (const name of globSync('force-app/**/lwc/**/*.ts', { cwd: build })) {
    const path = join(build, name);
    const script = withoutTypes(readFileSync(path, 'utf8'));
    rmSync(path);
    if (isMoreThanComments(script)) writeFileSync(path.replace(/\.ts$/, '.js'), script);
  }
  return build;
}

/** Types become blanks, so a line in the browser's debugger is the line of the source; blanks at a line's end go. */
function withoutTypes(source: string): string {
  return stripTypeScriptTypes(source, { mode: 'strip' }).replace(/[ \t]+$/gm, '');
}

function isMoreThanComments(script: string): boolean {
  return script.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '').trim() !== '';
}

if (import.meta.main) process.stdout.write(`Built ${buildPackage()}\n`);
