import { globSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Checker, Fault } from '../../../local-stack/checks/offline/checker.ts';
import { runCommand } from '../../../local-stack/checks/offline/run-command.ts';
import { extensionFolders, type Project } from '../project.ts';

const CHECKS = join(import.meta.dirname, '..');
const MOCHA = join(CHECKS, 'node_modules', 'mocha', 'bin', 'mocha.js');
const LONGEST_TEST_MS = '20000';

/** Every test of the extensions with HubSpot's own test renderer. */
export const componentTests: Checker<Project> = {
  name: 'Component tests',
  check: runTests,
  plants: [
    {
      file: 'hubspot-app/src/app/cards/__tests__/planted.test.tsx',
      spoil: () =>
        "import { createRenderer } from '@hubspot/ui-extensions/testing';\ndescribe('a planted test', () => { it('renders HTML', () => { createRenderer('crm.record.tab').render(<div />); }); });\n",
      expected: /a planted test renders HTML/,
    },
  ],
};

interface Report {
  stats: { tests: number };
  failures: { fullTitle: string; file: string; err: { message?: string } }[];
}

async function runTests(project: Project): Promise<Fault[]> {
  const found = await Promise.all(extensionFolders(project).map(folder => testExtension(project, folder)));
  return found.flat();
}

async function testExtension({ root, folder }: Project, extension: string): Promise<Fault[]> {
  const cwd = join(folder, extension);
  const files = globSync('**/__tests__/*.test.{ts,tsx}', { cwd, exclude: path => path === 'node_modules' });
  const where = relative(root, cwd);
  if (files.length === 0) return [{ file: where, message: 'no component test was found' }];
  const { output } = await runCommand(
    process.execPath,
    [
      ...[MOCHA, '--require', 'tsx', '--extension', 'ts', '--extension', 'tsx'],
      ...['--reporter', 'json', '--timeout', LONGEST_TEST_MS],
      ...files,
    ],
    cwd,
    // The bundler, which runs beside this, sets production for this process; React's tests do not run under that.
    { ...process.env, NODE_ENV: 'test' },
  );
  const begin = output.indexOf('{\n  "stats"');
  if (begin < 0) return [{ file: where, message: `the tests did not run: ${output.slice(-500)}` }];
  const { stats, failures } = JSON.parse(output.slice(begin, output.lastIndexOf('}') + 1)) as Report;
  if (stats.tests === 0) return [{ file: where, message: 'no component test ran' }];
  return failures.map(({ file, fullTitle, err }) => ({
    file: relative(root, file),
    message: `${fullTitle}: ${err.message?.split('\n')[0] ?? 'failed'}`,
  }));
}
