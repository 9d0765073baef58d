/**
 * A value as the text of a `jsonb` parameter. PostgreSQL takes neither NUL nor half of a surrogate pair, which CRM fields
 * may hold and which arise where a text is cut; the one is left out and the other becomes U+FFFD, so that one odd record
 * never stops the batch that it is in.
 */
export function jsonParameter(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    typeof each === 'string' ? each.replaceAll('\u0000', '').toWellFormed() : each,
  );
}
