import type { Condition, WhereClause } from '@jetstreamapp/soql-parser-js';
import type { Org } from '../org.ts';
import type { SObjectType } from '../schema/sobject-field.ts';
import { compileCondition, type Predicate } from './condition.ts';
import { resolveFieldPath } from './field-path.ts';
import { malformed, type ParsedSoql } from './parse-soql.ts';

type Token = '(' | ')' | 'AND' | 'OR' | 'NOT' | Predicate;

/**
 * Turns a WHERE clause into a predicate. The parser gives a flat chain with counts of brackets, so the chain is laid out
 * as tokens again and read by precedence: NOT binds the next term; AND and OR do not mix without brackets.
 */
export function compileWhere(org: Org, soql: ParsedSoql, object: SObjectType, now: number): Predicate {
  if (soql.query.where === undefined) return () => true;
  const tokens = layOut(soql.query.where, condition => {
    if (!('field' in condition) || !('value' in condition))
      throw malformed('functions and subqueries in WHERE are not run by this org');
    const path = resolveFieldPath(org, soql, object, condition.field);
    return compileCondition(soql, path, condition, now);
  });
  return readExpression(tokens);
}

function layOut(clause: WhereClause, compile: (condition: Condition) => Predicate): Token[] {
  const tokens: Token[] = [];
  for (let node: WhereClause | undefined = clause; node !== undefined; ) {
    const { left } = node;
    tokens.push(...brackets('(', left, 'openParen'));
    if (left !== null && ('field' in left || 'fn' in left)) {
      tokens.push(compile(left as Condition));
      tokens.push(...brackets(')', left, 'closeParen'));
    }
    if (!('operator' in node)) break;
    tokens.push(node.operator);
    node = node.right;
  }
  return tokens;
}

function brackets(token: '(' | ')', holder: object | null, key: 'openParen' | 'closeParen'): Token[] {
  const count = Number((holder as Record<string, unknown> | null)?.[key] ?? 0);
  return Array.from({ length: count }, () => token);
}

function readExpression(tokens: Token[]): Predicate {
  const terms = [readTerm(tokens)];
  const joiner = tokens[0];
  while (tokens[0] === 'AND' || tokens[0] === 'OR') {
    // The platform refuses `a AND b OR c`: it wants brackets.
    if (tokens[0] !== joiner) throw malformed(`unexpected token: '${tokens[0]}'`);
    tokens.shift();
    terms.push(readTerm(tokens));
  }
  if (terms.length === 1) return terms[0] as Predicate;
  return joiner === 'OR'
    ? record => terms.some(term => term(record))
    : record => terms.every(term => term(record));
}

function readTerm(tokens: Token[]): Predicate {
  const token = tokens.shift();
  if (typeof token === 'function') return token;
  if (token === 'NOT') {
    const term = readTerm(tokens);
    return record => !term(record);
  }
  if (token !== '(') throw malformed(`unexpected token: '${token ?? '<EOF>'}'`);
  const inner = readExpression(tokens);
  if (tokens.shift() !== ')') throw malformed("expecting a right parentheses, found '<EOF>'");
  return inner;
}
