import { createHash, createHmac } from 'node:crypto';

/** A request as it is signed: `url` as it is sent. */
export interface SignedRequest {
  method: string;
  url: string;
  /** The exact text of the body; `''` when there is none. */
  body: string;
}

/** The characters that are signed decoded, wherever they stand encoded in the address (validating requests guide). */
const DECODED: Readonly<Record<string, string>> = {
  '%3A': ':',
  '%2F': '/',
  '%3F': '?',
  '%40': '@',
  '%21': '!',
  '%24': '$',
  '%27': "'",
  '%28': '(',
  '%29': ')',
  '%2A': '*',
  '%2C': ',',
  '%3B': ';',
};

/** Version 1: hex SHA-256 over the secret and the body. */
export function signV1(secret: string, { body }: SignedRequest): string {
  return createHash('sha256')
    .update(secret + body)
    .digest('hex');
}

/** Version 2: hex SHA-256 over secret, method, address as sent, and body. */
export function signV2(secret: string, { method, url, body }: SignedRequest): string {
  return createHash('sha256')
    .update(secret + method + url + body)
    .digest('hex');
}

/** Version 3: base64 HMAC-SHA-256 over method, address decoded in part, body, and the moment in milliseconds. */
export function signV3(secret: string, { method, url, body }: SignedRequest, timestamp: number): string {
  const uri = url.replace(/%[0-9A-Fa-f]{2}/g, code => DECODED[code.toUpperCase()] ?? code);
  return createHmac('sha256', secret).update(`${method}${uri}${body}${timestamp}`).digest('base64');
}

/** The headers with which the platform signs: always version 3, and the older one that the kind of request carries. */
export function signatureHeaders(
  secret: string,
  request: SignedRequest,
  timestamp: number,
  older: 'v1' | 'v2',
): Record<string, string> {
  return {
    'X-HubSpot-Signature': older === 'v1' ? signV1(secret, request) : signV2(secret, request),
    'X-HubSpot-Signature-Version': older,
    'X-HubSpot-Request-Timestamp': String(timestamp),
    'X-HubSpot-Signature-v3': signV3(secret, request, timestamp),
  };
}
