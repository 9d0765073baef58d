import { parseQuery, type Query } from '@jetstreamapp/soql-parser-js';
import { PlatformError } from '../platform-error.ts';

/** A SOQL text and its syntax tree; the text stays for error messages that quote it. */
export interface ParsedSoql {
  text: string;
  query: Query;
}

/** Clauses that parse but are not run here. */
const NOT_RUN = ['groupBy', 'having', 'withDataCategory', 'for', 'update', 'usingScope'] as const;

/** @throws PlatformError MALFORMED_QUERY when the text is no SOQL, or uses what is not run here */
export function parseSoql(text: string): ParsedSoql {
  const query = parse(text);
  for (const clause of NOT_RUN)
    if (query[clause] !== undefined) throw malformed(`the ${clause} clause is not run by this org`);
  if (query.sObject === undefined) throw malformed("unexpected token: '<EOF>'");
  return { text, query };
}

function parse(text: string): Query {
  try {
    return parseQuery(text);
  } catch (error) {
    const found = /but found: '([^']*)'/.exec((error as Error).message)?.[1];
    throw malformed(`unexpected token: '${found === undefined || found === '' ? '<EOF>' : found}'`);
  }
}

/** The refusal of a text that is no SOQL. */
export function malformed(message: string): PlatformError {
  return new PlatformError(400, 'MALFORMED_QUERY', message);
}

/** INVALID_FIELD as the platform words it: the query, a caret under the culprit, then the reason. */
export function invalidField({ text }: ParsedSoql, culprit: string, reason: string): PlatformError {
  const at = Math.max(0, text.toLowerCase().indexOf(culprit.toLowerCase()));
  const caret = `${' '.repeat(at)}^`;
  const message = `\n${text}\n${caret}\nERROR at Row:1:Column:${at + 1}\n${reason}`;
  return new PlatformError(400, 'INVALID_FIELD', message);
}
