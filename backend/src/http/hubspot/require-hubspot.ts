import { AccessError } from '@aix/shared-scoring';
import type { Request, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { isV2Right, refusalOfV3, type SignatureRefusal } from '../../security/hubspot-signatures.ts';
import { isSignedByHubspot, signedRequestOf } from './signed-body.ts';

/** What it takes to know HubSpot. */
export interface HubspotVerification {
  publicUrl: string;
  /** Client secrets of the app in force. */
  hubspotSecrets: readonly string[];
  now(): Date;
  countPortalRefusal(reason: SignatureRefusal): void;
  log: Logger;
}

/**
 * Lets only requests on that HubSpot itself signed, whichever portal their body is about. With `v2`, its older signature, which
 * never expires, opens as well where a request has no newer one. The body must have been kept raw.
 */
export function requireHubspot(parts: HubspotVerification, { v2 }: { v2: boolean }): RequestHandler {
  const { hubspotSecrets: secrets, publicUrl } = parts;
  const refusalOf = (request: Request) => {
    const signed = signedRequestOf(request, publicUrl);
    const older = v2 && !isSignedByHubspot(request) ? olderSignatureOf(request) : undefined;
    if (older === undefined) return refusalOfV3(signed, { secrets, now: parts.now() });
    return isV2Right(signed, older, secrets) ? undefined : 'signature';
  };
  return (request, _response, next) => {
    const refused = refusalOf(request);
    if (refused === undefined) return next();
    parts.countPortalRefusal(refused);
    parts.log.warn({ reason: refused }, 'a call that HubSpot should have signed was refused');
    throw new AccessError('ERR_UNAUTHENTICATED', 'The call is not one that HubSpot signed for this app');
  };
}

function olderSignatureOf(request: Request): string | undefined {
  return request.get('x-hubspot-signature-version') === 'v2' ? request.get('x-hubspot-signature') : undefined;
}
