/**
 * JSON with the keys of every object in alphabetical order, so that equal values are equal texts, whatever became of their order
 * on the way through a database. Typed arrays are written as arrays.
 * @throws TypeError when a number is not finite: JSON would silently turn it into null
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (key, part: unknown) => {
    if (typeof part === 'number' && !Number.isFinite(part)) {
      throw new TypeError(`canonicalJson requires finite numbers, got ${part} at ${JSON.stringify(key)}`);
    }
    if (ArrayBuffer.isView(part)) return Array.from(part as Float64Array);
    if (part === null || typeof part !== 'object' || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** 64 bits of a text in 16 hexadecimal digits (FNV-1a with two starts): finds damage, keeps no secret. */
export function checksumOf(text: string): string {
  return [0x811c9dc5, 0x050c5d1f].map(start => fnv1a(text, start)).join('');
}

function fnv1a(text: string, start: number): string {
  let hash = start;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193);
    hash = Math.imul(hash ^ (unit >>> 8), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}
