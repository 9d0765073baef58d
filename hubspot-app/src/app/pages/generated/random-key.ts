// Generated from hubspot-app/shared/random-key.ts by npm run generate:hubspot. Do not edit.
const BYTES = 16;

/** A key that tells one wish from every other, so that the service fulfils it once however often it is sent. */
export function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(BYTES)), byte =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
