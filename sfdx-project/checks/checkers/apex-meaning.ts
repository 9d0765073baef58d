import { join, relative } from 'node:path';
import type { Fault } from '../../../local-stack/checks/offline/checker.ts';
import { runCommand } from '../../../local-stack/checks/offline/run-command.ts';
import type { Project, SalesforceChecker } from '../project.ts';

const JAVA_LIBRARIES = join(
  import.meta.dirname,
  ...['..', 'node_modules', '@salesforce', 'code-analyzer-pmd-engine', 'dist', 'java-lib', '*'],
);

/** Apex against the platform's types and our own objects, by apex-ls: what a compiler would refuse, but for fields in queries. */
export const apexMeaning: SalesforceChecker = {
  name: 'Apex types and methods',
  needsJava: true,
  check: checkMeaning,
  plants: [
    {
      file: 'force-app/main/default/classes/PlantedMethod.cls',
      spoil: () =>
        'public with sharing class PlantedMethod {\n    public static void run() {\n        ScoringClient.vanish();\n    }\n}\n',
      expected: /vanish/,
    },
  ],
};

interface Issues {
  files: { path: string; messages: { start: { line: number }; category: string; message: string }[] }[];
}

async function checkMeaning({ build }: Project): Promise<Fault[]> {
  const { output } = await runCommand(
    'java',
    [
      ...['-cp', JAVA_LIBRARIES, 'io.github.apexdevtools.apexls.CheckForIssues'],
      ...['--workspace', build, '--detail', 'warnings', '--nocache', '--format', 'json'],
    ],
    build,
  );
  const json = output.slice(output.indexOf('{ "files"'));
  if (!json.startsWith('{')) return [{ file: 'apex-ls', message: `did not run: ${output.slice(0, 500)}` }];
  return (JSON.parse(json) as Issues).files.flatMap(({ path, messages }) =>
    messages.map(({ start, message }) => ({ file: relative(build, path), line: start.line, message })),
  );
}
