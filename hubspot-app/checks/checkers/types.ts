import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Checker, Fault } from '../../../local-stack/checks/offline/checker.ts';
import { runCommand } from '../../../local-stack/checks/offline/run-command.ts';
import { extensionFolders, type Project } from '../project.ts';

const CHECKS = join(import.meta.dirname, '..');
const COMPILER = join(CHECKS, 'node_modules', 'typescript', 'bin', 'tsc');

/** Each extension by its own settings, against HubSpot's types of components and hooks; the tests; these checks themselves. */
export const types: Checker<Project> = {
  name: 'Types',
  check: checkTypes,
  plants: [
    {
      file: 'hubspot-app/src/app/cards/Planted.tsx',
      spoil: () =>
        'import { Flex } from \'@hubspot/ui-extensions\';\nexport const Planted = () => <Flex direction="diagonal" />;\n',
      expected: /Planted\.tsx:2 .*'"diagonal"'/,
    },
    {
      file: 'hubspot-app/src/app/cards/PlantedPage.tsx',
      spoil: () => 'export const width = window.innerWidth;\n',
      expected: /PlantedPage\.tsx:1 .*Cannot find name 'window'/,
    },
  ],
};

async function checkTypes(project: Project): Promise<Fault[]> {
  const configs = extensionFolders(project).flatMap(folder =>
    ['tsconfig.json', '__tests__/tsconfig.json'].map(name => join(project.folder, folder, name)),
  );
  const all = [...configs.filter(existsSync), join(CHECKS, 'tsconfig.json')];
  return (await Promise.all(all.map(config => typeFaults(config, project.root)))).flat();
}

async function typeFaults(config: string, root: string): Promise<Fault[]> {
  const { output } = await runCommand(process.execPath, [COMPILER, '-p', config, '--pretty', 'false'], root);
  return output.split('\n').flatMap(row => {
    const found = /^(.+?)\((\d+),\d+\): error (.+)$/.exec(row);
    if (found === null) return row.includes('error TS') ? [{ file: config, message: row }] : [];
    const [, file, line, message] = found as unknown as [string, string, string, string];
    return [{ file, line: Number(line), message }];
  });
}
