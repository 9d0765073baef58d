const SUFFIX_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
const CASE_SENSITIVE_LENGTH = 15;

/** Whether a text has the form of a record id: 15 characters, or 18 with the right case suffix. */
export function isRecordId(text: string): boolean {
  if (!/^[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?$/.test(text)) return false;
  return text.length === CASE_SENSITIVE_LENGTH || toLongId(text) === text;
}

/**
 * The 18-character form of a record id. The last three characters tell, five to one, which of the first fifteen are
 * capitals, so that systems which ignore case still keep ids apart.
 */
export function toLongId(id: string): string {
  const short = id.slice(0, CASE_SENSITIVE_LENGTH);
  let suffix = '';
  for (let chunk = 0; chunk < CASE_SENSITIVE_LENGTH; chunk += 5) {
    let bits = 0;
    for (let index = 0; index < 5; index++) {
      const character = short[chunk + index] ?? '';
      if (character >= 'A' && character <= 'Z') bits |= 1 << index;
    }
    suffix += SUFFIX_ALPHABET[bits];
  }
  return short + suffix;
}

/** A record id with a key prefix (`00Q` is a Lead) from a number, in the 18-character form. */
export function recordIdOf(keyPrefix: string, ordinal: number): string {
  return toLongId(keyPrefix + ordinal.toString(36).padStart(CASE_SENSITIVE_LENGTH - keyPrefix.length, '0'));
}
