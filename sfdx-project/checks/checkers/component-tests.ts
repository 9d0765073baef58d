import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Fault } from '../../../local-stack/checks/offline/checker.ts';
import { runCommand } from '../../../local-stack/checks/offline/run-command.ts';
import type { Project, SalesforceChecker } from '../project.ts';

const CHECKS = join(import.meta.dirname, '..');

/** Every test of the components with sfdx-lwc-jest, on the built JavaScript: each card of the service among them. */
export const componentTests: SalesforceChecker = {
  name: 'Component tests',
  check: runComponentTests,
  plants: [
    {
      file: 'force-app/main/default/lwc/scoreFactors/scoreFactors.html',
      spoil: text => text.replace('{restText}</p>', '</p>'),
      expected: /says every sentence of en\/scored/,
    },
  ],
};

interface JestReport {
  numTotalTests: number;
  testResults: {
    name: string;
    message: string;
    assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
  }[];
}

async function runComponentTests({ build }: Project): Promise<Fault[]> {
  const report = join(build, 'test-report.json');
  const { output } = await runCommand(
    process.execPath,
    [
      join(CHECKS, 'node_modules', 'jest', 'bin', 'jest.js'),
      ...['--config', join(CHECKS, 'lwc', 'jest.config.cjs'), '--rootDir', build],
      ...['--json', '--outputFile', report, '--ci'],
    ],
    build,
  );
  if (!output.includes('Tests:')) return [{ file: 'jest', message: `did not run: ${output.slice(-500)}` }];
  return faultsOf(JSON.parse(readFileSync(report, 'utf8')) as JestReport, build);
}

function faultsOf({ numTotalTests, testResults }: JestReport, build: string): Fault[] {
  if (numTotalTests === 0) return [{ file: 'force-app', message: 'no component test was found' }];
  return testResults.flatMap(({ name, message, assertionResults }) => {
    const file = relative(build, name);
    if (assertionResults.length === 0) return [{ file, message: message.slice(0, 500) }];
    return assertionResults
      .filter(({ status }) => status !== 'passed')
      .map(({ fullName, status, failureMessages }) => ({
        file,
        message: `${fullName}: ${failureMessages[0]?.split('\n')[0] ?? status}`,
      }));
  });
}
