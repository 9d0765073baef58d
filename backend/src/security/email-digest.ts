import { createHash } from 'node:crypto';

/**
 * SHA-256 of an address in lower case without space around it, 64 hexadecimal digits: by it people are recognised without
 * their address being kept twice, and web pages may send it in the address's place.
 */
export function emailDigest(email: string): string {
  return createHash('sha256').update(email.trim().toLowerCase()).digest('hex');
}
