import { relative } from 'node:path';
import { config } from '@hubspot/eslint-config-ui-extensions';
import * as parser from '@typescript-eslint/parser';
import { ESLint, type Linter } from 'eslint';
import reactHooks from 'eslint-plugin-react-hooks';
import type { Checker, Fault } from '../../../local-stack/checks/offline/checker.ts';
import { extensionFolders, type Project } from '../project.ts';

/** HubSpot's own rules for extensions, and React's for hooks; a warning counts like an error. */
export const extensionLint: Checker<Project> = {
  name: 'Extension lint',
  check: lint,
  plants: [
    {
      file: 'hubspot-app/src/app/cards/Planted.tsx',
      spoil: () => "export const Planted = () => <div>{localStorage.getItem('a')}</div>;\n",
      expected: /no-html-elements/,
    },
    {
      file: 'hubspot-app/src/app/cards/PlantedFetch.ts',
      spoil: () => "export const planted = () => fetch('https://elsewhere.example');\n",
      expected: /no-native-http/,
    },
    {
      file: 'hubspot-app/src/app/cards/PlantedParent.ts',
      spoil: () => "import { planted } from '../settings/planted';\nexport const again = planted;\n",
      expected: /no-parent-imports/,
    },
    {
      file: 'hubspot-app/src/app/cards/PlantedHook.tsx',
      spoil: () =>
        "import { useState } from 'react';\nexport const useB = (a: boolean) => (a ? useState(1) : [2]);\n",
      expected: /rules-of-hooks/,
    },
  ],
};

const RULES = [
  ...config,
  {
    files: ['**/*.{ts,tsx}'],
    languageOptions: { parser },
    plugins: { 'react-hooks': reactHooks },
    rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'error' },
  },
  { ignores: ['**/__tests__/**', '**/generated/**'] },
] as Linter.Config[];

async function lint(project: Project): Promise<Fault[]> {
  const faults: Fault[] = [];
  for (const folder of extensionFolders(project)) {
    const cwd = `${project.folder}/${folder}`;
    const eslint = new ESLint({
      cwd,
      overrideConfigFile: true,
      overrideConfig: RULES,
      errorOnUnmatchedPattern: false,
    });
    for (const { filePath, messages } of await eslint.lintFiles(['**/*.{ts,tsx}']))
      faults.push(
        ...messages.map(({ line, ruleId, message }) => ({
          file: relative(project.root, filePath),
          line,
          message: `${ruleId}: ${message.split('\n')[0]}`,
        })),
      );
  }
  return faults;
}
