import { createPublicKey } from 'node:crypto';
import { errors, jwtVerify } from 'jose';
import type { ExternalClientApp, OrgUser } from '../org.ts';
import { OAuthError } from './oauth-error.ts';

/** The platform takes an assertion whose `exp` lies at most five minutes ahead (documented). */
const FURTHEST_EXPIRY_SECONDS = 300;
/**
 * The platform's own command line sends `exp` in milliseconds, read as seconds a date some 50,000 years ahead, and logs in
 * with it. So the platform lets that pass, whatever is documented; no client that means seconds gets here.
 */
const SURELY_MILLISECONDS = 1e11;
const LOGIN_HOSTS = ['https://login.salesforce.com', 'https://test.salesforce.com'];

/** The org's side of the JWT bearer flow. */
export interface AssertionContext {
  apps: readonly ExternalClientApp[];
  users: readonly OrgUser[];
  /** The stand-in's own address: an audience beside the login hosts, as a My Domain is. */
  ownUrl: string;
  now: number;
}

/**
 * Checks a JWT bearer assertion: RS256 by the app's certificate, `iss` a client id, `sub` a pre-authorised username, `aud`
 * the login host, `exp` near enough.
 * @throws OAuthError with the platform's words; those marked assumed follow the form of the known ones
 * @see https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_jwt_flow.htm
 */
export async function verifyAssertion(
  assertion: string,
  context: AssertionContext,
): Promise<{ app: ExternalClientApp; user: OrgUser }> {
  const app = context.apps.find(each => each.clientId === unverifiedIssuer(assertion));
  if (app === undefined) throw new OAuthError('invalid_client_id', 'client identifier invalid');
  const claims = await verifySignature(assertion, app, context);
  const { exp = 0 } = claims;
  if (exp < SURELY_MILLISECONDS && exp > context.now / 1000 + FURTHEST_EXPIRY_SECONDS)
    throw new OAuthError('invalid_grant', 'assertion expiry is too far in the future'); // assumed wording
  const user = context.users.find(each => each.username === claims.sub);
  if (user === undefined || !app.preauthorizedUsernames.includes(user.username))
    throw new OAuthError('invalid_grant', "user hasn't approved this consumer");
  return { app, user };
}

function unverifiedIssuer(assertion: string): unknown {
  try {
    const payload = Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString('utf8');
    return (JSON.parse(payload) as { iss?: unknown }).iss;
  } catch (cause) {
    throw Object.assign(new OAuthError('invalid_grant', 'invalid assertion'), { cause });
  }
}

async function verifySignature(assertion: string, app: ExternalClientApp, context: AssertionContext) {
  try {
    const { payload } = await jwtVerify(assertion, createPublicKey(app.certificate), {
      algorithms: ['RS256'],
      issuer: app.clientId,
      audience: [...LOGIN_HOSTS, context.ownUrl, `${context.ownUrl}/`],
      currentDate: new Date(context.now),
      requiredClaims: ['exp', 'sub'],
    });
    return payload;
  } catch (cause) {
    throw Object.assign(new OAuthError('invalid_grant', describeRefusal(cause)), { cause });
  }
}

function describeRefusal(cause: unknown): string {
  if (cause instanceof errors.JWTExpired) return 'assertion has expired'; // assumed wording
  if (cause instanceof errors.JWTClaimValidationFailed && cause.claim === 'aud') return 'audience is invalid';
  return 'invalid assertion';
}
