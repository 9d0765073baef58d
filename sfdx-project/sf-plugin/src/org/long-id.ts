const SUFFIX = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
const LONG = 18;

/**
 * A record id in the 18-character form, as the service knows records. Each of the last three characters says which of five are
 * capitals. @param id 15 or 18 characters
 */
export function longId(id: string): string {
  if (id.length === LONG) return id;
  const chunks = id.match(/.{5}/g) ?? [];
  return id + chunks.map(chunk => SUFFIX[capitalsOf(chunk)]).join('');
}

function capitalsOf(chunk: string): number {
  return [...chunk].reduce((bits, character, at) => (/[A-Z]/.test(character) ? bits | (1 << at) : bits), 0);
}
