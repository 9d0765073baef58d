import { SCORE_FIELDS } from '@aix/shared-scoring';
import { apiNameOf } from './score-field-metadata.ts';

/** A copy of the score fields' names for the `sf` plug-in, which is shipped alone and cannot import from outside of itself. */
export function scoreFieldNamesModule(): string {
  const names = SCORE_FIELDS.map(field => `  '${apiNameOf(field)}',\n`);
  return `// Generated from shared-scoring/src/card/score-fields.ts by npm run generate:package. Do not edit.

/** The API names of the score fields of a lead, without a namespace. */
export const SCORE_FIELD_NAMES: readonly string[] = [
${names.join('')}];
`;
}
