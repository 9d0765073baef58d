import { InputError } from '@aix/shared-scoring';
import { type NextFunction, type Request, type RequestHandler, type Response, raw } from 'express';
import type { SignedRequest } from '../../security/hubspot-signatures.ts';

const SIGNATURE = 'x-hubspot-signature-v3';

/** Whether a request says that HubSpot signed it. Nothing is verified here. */
export function isSignedByHubspot(request: Request): boolean {
  return request.get(SIGNATURE) !== undefined;
}

/**
 * Keeps a body as the bytes that were signed: only they can be verified, so nothing parses them before. Compressed ones are
 * refused, for it is not known which form HubSpot would sign.
 */
export function keepRawBody(limit: number): RequestHandler {
  return raw({ type: () => true, limit, inflate: false });
}

/** As `keepRawBody`, for signed requests only. */
export function keepSignedBody(limit: number): RequestHandler {
  const keep = keepRawBody(limit);
  return (request: Request, response: Response, next: NextFunction) =>
    isSignedByHubspot(request) ? keep(request, response, next) : next();
}

/** What HubSpot signed, for `refusalOfV3`. The request's body must have been kept raw. */
export function signedRequestOf(request: Request, publicUrl: string): SignedRequest {
  return {
    method: request.method,
    url: publicUrl + request.originalUrl,
    body: rawBodyOf(request),
    signature: request.get(SIGNATURE),
    timestamp: request.get('x-hubspot-request-timestamp'),
  };
}

/** The JSON that stands in a raw body; undefined where there is none. @throws InputError ERR_INPUT_INVALID */
export function parseRawBody(request: Request): unknown {
  const text = rawBodyOf(request).toString('utf8');
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InputError('ERR_INPUT_INVALID', 'The body is not JSON', { cause });
  }
}

function rawBodyOf(request: Request): Buffer {
  return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
}
