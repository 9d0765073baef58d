import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** What HubSpot signed: the request as it was sent, byte for byte. */
export interface SignedRequest {
  /** `GET`, in capitals. */
  method: string;
  /** This service's configured public address followed by the path and query as they came; never from `Host`. */
  url: string;
  /** The raw body; empty where there is none. */
  body: Buffer;
  /** Headers `X-HubSpot-Signature-v3` and `X-HubSpot-Request-Timestamp`. */
  signature: string | undefined;
  timestamp: string | undefined;
}

/** Why a signature does not open anything; a label of a metric, so there are few of them. Callers are not told. */
export type SignatureRefusal = 'malformed' | 'signature' | 'expired';

/** What a signature is compared with. */
export interface SignatureCheck {
  /** The app's client secrets in force: one, or two while it is rotated. */
  secrets: readonly string[];
  now: Date;
}

/** How old, or how far ahead of our clock, a signed request may be. */
const WINDOW_MS = 5 * 60_000;

/** The characters that HubSpot decodes before it signs; all others stay as they were sent. */
const DECODED: Readonly<Record<string, string>> = {
  ...{ '3A': ':', '2F': '/', '3F': '?', '40': '@', '21': '!', '24': '$' },
  ...{ '27': "'", '28': '(', '29': ')', '2A': '*', '2C': ',', '3B': ';' },
};

/**
 * Verifies HubSpot's signature of version 3: base64 of HMAC-SHA256 over method, address, body and timestamp.
 * An address with an encoded `/` or `?` in its path is refused: it reads the same once decoded, but leads elsewhere.
 * @returns why it is refused; undefined when it is right
 */
export function refusalOfV3(
  request: SignedRequest,
  { secrets, now }: SignatureCheck,
): SignatureRefusal | undefined {
  const { method, url, body, signature, timestamp } = request;
  if (signature === undefined || timestamp === undefined || !/^\d{1,15}$/.test(timestamp)) return 'malformed';
  if (/%(?:2F|3F)/i.test(url.split('?', 1)[0]!)) return 'malformed';
  const signed = Buffer.concat([Buffer.from(method + decodeListed(url)), body, Buffer.from(timestamp)]);
  const expected = secrets.map(secret => createHmac('sha256', secret).update(signed).digest('base64'));
  if (!isOneOf(expected, signature)) return 'signature';
  return Math.abs(now.getTime() - Number(timestamp)) > WINDOW_MS ? 'expired' : undefined;
}

/**
 * Verifies HubSpot's signature of version 2: hexadecimal SHA-256 over secret, method, address and body. It never expires, so it
 * is good only for what may be repeated without harm.
 */
export function isV2Right(
  { method, url, body }: Pick<SignedRequest, 'method' | 'url' | 'body'>,
  signature: string,
  secrets: readonly string[],
): boolean {
  const expected = secrets.map(secret =>
    createHash('sha256')
      .update(Buffer.concat([Buffer.from(secret + method + url), body]))
      .digest('hex'),
  );
  return isOneOf(expected, signature);
}

function decodeListed(url: string): string {
  return url.replace(/%([0-9A-F]{2})/gi, (encoded, code: string) => DECODED[code.toUpperCase()] ?? encoded);
}

/** Whether a text is one of the expected ones, in a time that tells nothing of where they differ. */
function isOneOf(expected: readonly string[], given: string): boolean {
  const bytes = Buffer.from(given);
  return expected
    .map(each => {
      const wanted = Buffer.from(each);
      return wanted.length === bytes.length && timingSafeEqual(wanted, bytes);
    })
    .includes(true);
}
