import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { SetupError } from '@aix/shared-scoring';

/** Encrypts small secrets under one key. Layout: version (1 byte), nonce (12), tag (16), ciphertext. */
export interface Envelope {
  seal(plaintext: string, context: string): Buffer;
  /** @throws SetupError ERR_KEY_WRONG when the key, the context or a byte of the envelope is not the one it was sealed with */
  open(sealed: Uint8Array, context: string): string;
}

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM with a random nonce. `context` (tenant and connection, say) is authenticated too, so that a ciphertext
 * copied to another row does not open there.
 */
export function createEnvelope(key: Buffer): Envelope {
  return {
    seal(plaintext, context) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
      const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), ciphertext]);
    },
    open(sealed, context) {
      const bytes = Buffer.from(sealed);
      const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
      const tag = bytes.subarray(1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES);
      try {
        if (bytes[0] !== VERSION) throw new RangeError(`envelope version ${bytes[0]} is not ${VERSION}`);
        const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
        decipher.setAAD(Buffer.from(context)).setAuthTag(tag);
        const ciphertext = bytes.subarray(1 + NONCE_BYTES + TAG_BYTES);
        return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
      } catch (cause) {
        throw new SetupError('ERR_KEY_WRONG', `A stored secret of ${context} does not open with this key`, {
          cause,
        });
      }
    },
  };
}
