import { createRequire } from 'node:module';
import { relative } from 'node:path';
import { ESLint, type Linter } from 'eslint';
import type { Fault } from '../../../local-stack/checks/offline/checker.ts';
import type { Project, SalesforceChecker } from '../project.ts';

const require = createRequire(import.meta.url);
const { configs: lwc } = require('@salesforce/eslint-config-lwc') as {
  configs: Record<string, Linter.Config[]>;
};
const { configs: slds } = require('@salesforce-ux/eslint-plugin-slds') as {
  configs: Record<string, Linter.Config[]>;
};

/** Salesforce's own rules for components (scripts), and for the Lightning Design System 2 (styles and templates). */
export const componentLint: SalesforceChecker = {
  name: 'Component and design system lint',
  check: lint,
  plants: [
    {
      file: 'force-app/main/default/lwc/scoreEvidence/scoreEvidence.ts',
      spoil: text => text.replace('return MARKS.map', "document.querySelector('p');\n    return MARKS.map"),
      expected: /no-document-query/,
    },
    {
      file: 'force-app/main/default/lwc/scoreBand/scoreBand.css',
      spoil: text => `${text}\n.planted {\n  color: #ff0000;\n}\n`,
      expected: /no-hardcoded-values/,
    },
    {
      file: 'force-app/main/default/lwc/scoreNotice/scoreNotice.html',
      spoil: text => text.replace('class="notice"', 'class="slds-m-around--small"'),
      expected: /enforce-bem-usage|no-deprecated/,
    },
  ],
};

const CONFIG: Linter.Config[] = [
  ...(lwc.recommended ?? []).map(config => ({ ...config, files: ['**/*.js'] })),
  ...(slds['flat/recommended-css'] ?? []),
  ...(slds['flat/recommended-html'] ?? []),
  {
    files: ['**/__tests__/*.js'],
    rules: {
      // A test lets the adapter answer, and waits turn by turn.
      '@lwc/lwc/no-unexpected-wire-adapter-usages': 'off',
      'no-await-in-loop': 'off',
    },
  },
];

/** A warning counts like an error: what is worth saying is worth mending. */
async function lint({ build }: Project): Promise<Fault[]> {
  const eslint = new ESLint({ cwd: build, overrideConfigFile: true, overrideConfig: CONFIG });
  const results = await eslint.lintFiles(['force-app/**/lwc/**/*.{js,css,html}']);
  return results.flatMap(({ filePath, messages }) =>
    messages.map(({ line, ruleId, message }) => ({
      file: relative(build, filePath),
      line,
      message: `${ruleId}: ${message.split('\n')[0]}`,
    })),
  );
}
