import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** What an address in an e-mail says once it is asked for. */
export interface MailClaims {
  tenantId: string;
  /** Whose e-mail it is. */
  emailDigest: string;
  /** The sender's name of the e-mail. */
  message: string;
  /** When it is sent, epoch milliseconds. */
  sentAtMs: number;
  /** Where a link leads; absent of open pixels. */
  target?: string;
}

/** Makes and reads what stands in e-mails' links and open pixels: `CLAIMS.SIGNATURE`, both in base64url. Claims can be read, not altered. */
export interface MailLinks {
  make(claims: MailClaims): string;
  /** Undefined where one character is not as it was made. */
  read(token: string): MailClaims | undefined;
}

/** HMAC-SHA-256 under a key derived from the installation's encryption key. */
export function createMailLinks(encryptionKey: Buffer): MailLinks {
  const key = Buffer.from(hkdfSync('sha256', encryptionKey, '', 'aix mail links', 32));
  const signatureOf = (text: string) => createHmac('sha256', key).update(text).digest();
  return {
    make({ tenantId, emailDigest, message, sentAtMs, target }) {
      const text = Buffer.from(JSON.stringify([tenantId, emailDigest, message, sentAtMs, target])).toString(
        'base64url',
      );
      return `${text}.${signatureOf(text).toString('base64url')}`;
    },
    read(token) {
      const [text = '', signature = ''] = token.split('.');
      const [given, expected] = [Buffer.from(signature, 'base64url'), signatureOf(text)];
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
      // The last character of base64 may be written in several ways: only ours is taken.
      if (token !== `${text}.${expected.toString('base64url')}`) return undefined;
      const [tenantId, emailDigest, message, sentAtMs, target] = JSON.parse(
        Buffer.from(text, 'base64url').toString(),
      ) as [string, string, string, number, string | null];
      return { tenantId, emailDigest, message, sentAtMs, ...(target !== null && { target }) };
    },
  };
}
