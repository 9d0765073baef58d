/** What JSON writes for NUL and for half of a surrogate pair; and for some texts besides, which then take the longer way for nothing. */
const ODD = /\\u(?:0000|d[89a-f])/;

/**
 * A value as the text of a `jsonb` parameter. PostgreSQL takes neither NUL nor half of a surrogate pair, which CRM fields
 * may hold and which arise where a text is cut; the one is left out and the other becomes U+FFFD, so that one odd record
 * never stops the batch that it is in.
 */
export function jsonParameter(value: unknown): string {
  const text = JSON.stringify(value);
  return ODD.test(text) ? JSON.stringify(value, withoutOddities) : text;
}

function withoutOddities(_key: string, each: unknown): unknown {
  if (typeof each === 'string') return wellFormed(each);
  if (typeof each !== 'object' || each === null || Array.isArray(each)) return each;
  return Object.fromEntries(Object.entries(each).map(([name, value]) => [wellFormed(name), value]));
}

function wellFormed(text: string): string {
  return text.replaceAll('\u0000', '').toWellFormed();
}
