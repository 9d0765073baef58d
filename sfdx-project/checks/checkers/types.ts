import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../../local-stack/checks/offline/checker.ts';
import { runCommand } from '../../../local-stack/checks/offline/run-command.ts';
import type { Project, SalesforceChecker } from '../project.ts';

const CHECKS = join(import.meta.dirname, '..');
const COMPILER = join(CHECKS, 'node_modules', 'typescript', 'bin', 'tsc');
const LWC = join(CHECKS, 'lwc');

/** The components and their tests against the card's types and the platform's, and these checks themselves. */
export const types: SalesforceChecker = {
  name: 'Types',
  check: checkTypes,
  plants: [
    {
      file: 'force-app/main/default/lwc/scoreNotice/scoreNotice.ts',
      spoil: text => text.replace("= 'info'", '= 7'),
      expected: /Type '7' is not assignable/,
    },
  ],
};

async function checkTypes({ source }: Project): Promise<Fault[]> {
  const config = join(source, 'build', 'tsconfig.types.json');
  const include = [join(LWC, 'platform.d.ts'), join(source, 'force-app/main/default/lwc')];
  writeFileSync(config, JSON.stringify({ extends: join(LWC, 'tsconfig.json'), include }));
  return [
    ...(await typeFaults(config, source)),
    ...(await typeFaults(join(CHECKS, 'tsconfig.json'), source)),
  ];
}

async function typeFaults(config: string, source: string): Promise<Fault[]> {
  const { output } = await runCommand(
    process.execPath,
    [COMPILER, '-p', config, '--pretty', 'false'],
    source,
  );
  return output.split('\n').flatMap(row => {
    const found = /^(.+?)\((\d+),\d+\): error (.+)$/.exec(row);
    if (found === null) return row.includes('error TS') ? [{ file: config, message: row }] : [];
    const [, file, line, message] = found as unknown as [string, string, string, string];
    return [{ file, line: Number(line), message }];
  });
}
