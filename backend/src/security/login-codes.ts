import { createHash, randomBytes } from 'node:crypto';

/** Short codes that open a session in a browser, for an address that a person copies from a terminal. */
export interface LoginCodes {
  /** A code that works as long as this process runs. */
  issue(tenantId: string): string;
  /** The tenant that a code opens; undefined for any other text. */
  tenantOf(code: string): string | undefined;
}

const CODE_BYTES = 16;

/** Codes are 128 random bits; only their digests are kept, so that a look-up's timing tells nothing of a code. */
export function createLoginCodes(): LoginCodes {
  const tenants = new Map<string, string>();
  const digest = (code: string) => createHash('sha256').update(code).digest('base64');
  return {
    issue(tenantId) {
      const code = randomBytes(CODE_BYTES).toString('base64url');
      tenants.set(digest(code), tenantId);
      return code;
    },
    tenantOf: code => tenants.get(digest(code)),
  };
}
