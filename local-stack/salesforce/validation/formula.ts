/** A formula that is ready to be worked out for a record. */
export type Formula = (facts: FormulaFacts) => FormulaValue;
export type FormulaValue = string | number | boolean | null;

/** What a formula may ask. */
export interface FormulaFacts {
  /** A field's value by the name that the formula uses; null when it is empty. */
  valueOf(field: string): FormulaValue;
  /** Whether the write changes the field. */
  isChanged(field: string): boolean;
  isNew: boolean;
}

const TOKEN =
  /\s*(?:(\d+(?:\.\d+)?)|"((?:[^"\\]|\\.)*)"|([A-Za-z_]\w*)|(<>|!=|<=|>=|==|&&|\|\||[-+*/&=<>!(),]))/y;

interface Token {
  kind: 'number' | 'text' | 'name' | 'sign';
  text: string;
}

/** Loosest first; each level binds its operators from the left. */
const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['=', '==', '<>', '!=', '<', '<=', '>', '>='],
  ['+', '-', '&'],
  ['*', '/'],
];

/**
 * Reads a formula as validation rules have it: fields, literals, comparisons, arithmetic and the functions below. An empty number
 * makes a comparison false; an empty text is the empty text.
 * @throws Error for what is no formula, or uses what is not served
 */
export function parseFormula(text: string): Formula {
  const tokens = tokensOf(text);
  const formula = readLevel(tokens, 0);
  if (tokens.length > 0) throw new Error(`unexpected ${tokens[0]?.text} in the formula ${text}`);
  return formula;
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const source = text.trim();
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < source.length; ) {
    const at = TOKEN.lastIndex;
    const found = TOKEN.exec(source);
    if (found === null) throw new Error(`unexpected ${source.slice(at, at + 10)} in the formula ${text}`);
    const [, number, quoted, name, sign = ''] = found;
    if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (quoted !== undefined) tokens.push({ kind: 'text', text: quoted.replace(/\\(.)/g, '$1') });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else tokens.push({ kind: 'sign', text: sign });
  }
  return tokens;
}

function readLevel(tokens: Token[], level: number): Formula {
  const operators = LEVELS[level];
  if (operators === undefined) return readTerm(tokens);
  let left = readLevel(tokens, level + 1);
  while (tokens[0]?.kind === 'sign' && operators.includes(tokens[0].text)) {
    const operator = tokens.shift()!.text;
    const [first, second] = [left, readLevel(tokens, level + 1)];
    left = facts => operate(operator, first(facts), second(facts));
  }
  return left;
}

function readTerm(tokens: Token[]): Formula {
  const token = tokens.shift();
  if (token?.kind === 'number') return () => Number(token.text);
  if (token?.kind === 'text') return () => token.text;
  if (token?.kind === 'name') return readName(tokens, token.text);
  const inner = token?.text === '(' ? readLevel(tokens, 0) : undefined;
  if (inner !== undefined) return expect(tokens, ')', inner);
  const operand = token?.text === '!' || token?.text === '-' ? readTerm(tokens) : undefined;
  if (operand === undefined) throw new Error(`unexpected ${token?.text ?? 'end'} in a formula`);
  return token?.text === '!' ? facts => operand(facts) !== true : facts => -Number(operand(facts));
}

function readName(tokens: Token[], name: string): Formula {
  if (/^true$/i.test(name)) return () => true;
  if (/^false$/i.test(name)) return () => false;
  if (!isNext(tokens, '(')) return facts => facts.valueOf(name);
  tokens.shift();
  const field = tokens[0]?.text ?? '';
  const values: Formula[] = [];
  while (!isNext(tokens, ')')) {
    values.push(readLevel(tokens, 0));
    if (!isNext(tokens, ',')) break;
    tokens.shift();
  }
  return expect(tokens, ')', callOf(name.toUpperCase(), field, values));
}

function isNext(tokens: readonly Token[], sign: string): boolean {
  return tokens[0]?.kind === 'sign' && tokens[0].text === sign;
}

function expect(tokens: Token[], sign: string, formula: Formula): Formula {
  if (tokens.shift()?.text !== sign) throw new Error(`expected ${sign} in a formula`);
  return formula;
}

/** @param field the first word after the bracket, for functions that are about a field and not its value */
function callOf(name: string, field: string, values: readonly Formula[]): Formula {
  const at = (index: number, facts: FormulaFacts) => values[index]?.(facts) ?? null;
  const textAt = (index: number, facts: FormulaFacts) => String(at(index, facts) ?? '');
  switch (name) {
    case 'AND':
      return facts => values.every(value => value(facts) === true);
    case 'OR':
      return facts => values.some(value => value(facts) === true);
    case 'NOT':
      return facts => at(0, facts) !== true;
    case 'IF':
      return facts => at(at(0, facts) === true ? 1 : 2, facts);
    case 'ISBLANK':
    case 'ISNULL':
      return facts => textAt(0, facts) === '';
    case 'ISPICKVAL':
      return facts => textAt(0, facts) === textAt(1, facts);
    case 'ISCHANGED':
      return facts => facts.isChanged(field);
    case 'ISNEW':
      return facts => facts.isNew;
    case 'TEXT':
      return facts => textAt(0, facts);
    case 'LEN':
      return facts => textAt(0, facts).length;
    case 'CONTAINS':
      return facts => textAt(0, facts).includes(textAt(1, facts));
    case 'BEGINS':
      return facts => textAt(0, facts).startsWith(textAt(1, facts));
    default:
      throw new Error(`the function ${name} is not served`);
  }
}

function operate(operator: string, left: FormulaValue, right: FormulaValue): FormulaValue {
  if (operator === '&&') return left === true && right === true;
  if (operator === '||') return left === true || right === true;
  const isText = typeof left === 'string' || typeof right === 'string';
  if (operator === '&' || (operator === '+' && isText)) return `${left ?? ''}${right ?? ''}`;
  const [a, b] = isText ? [left ?? '', right ?? ''] : [left, right];
  if (operator === '=' || operator === '==') return a === b;
  if (operator === '<>' || operator === '!=') return a !== b;
  if (a === null || b === null) return '<>='.includes(operator.charAt(0)) ? false : null;
  return isText ? compare(operator, String(a), String(b)) : calculate(operator, Number(a), Number(b));
}

function calculate(operator: string, a: number, b: number): FormulaValue {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0 ? null : a / b;
    default:
      return compare(operator, a, b);
  }
}

function compare<T extends string | number>(operator: string, a: T, b: T): boolean {
  if (operator === '<') return a < b;
  if (operator === '<=') return a <= b;
  return operator === '>' ? a > b : a >= b;
}
