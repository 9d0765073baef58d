import { hash, randomInt } from 'node:crypto';

/** Without what is mistaken for something else when it is read out or typed: 0 O, 1 I L, 2 Z, 5 S, 8 B, U V. */
const ALPHABET = 'ACDEFGHJKMNPQRTWXY34679';
const GROUPS = 3;
const GROUP_LENGTH = 4;

/** A code for a person to copy, `ABCD-EFGH-JKMN`: one of 23¹² (54 bits). */
export function createLinkCode(): string {
  const group = () =>
    Array.from({ length: GROUP_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}

/** By what a code is recognised, however it was typed: SHA-256 without case, spaces and hyphens. */
export function linkCodeDigest(code: string): Buffer {
  return hash('sha256', code.toUpperCase().replace(/[\s-]/g, ''), 'buffer');
}
