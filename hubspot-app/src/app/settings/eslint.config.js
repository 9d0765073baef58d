import { config } from '@hubspot/eslint-config-ui-extensions';
import * as parser from '@typescript-eslint/parser';

export default [
  ...config,
  { files: ['**/*.ts', '**/*.tsx'], languageOptions: { parser } },
  { ignores: ['**/__tests__/**'] },
];
