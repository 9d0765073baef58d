import { importPKCS8, SignJWT } from 'jose';

/** What a JWT bearer assertion says. */
export interface AssertionClaims {
  /** The External Client App's consumer key. */
  clientId: string;
  username: string;
  /** The login host: `https://login.salesforce.com`, `https://test.salesforce.com`. */
  audience: string;
}

/** The platform allows five minutes; three leave room for a clock that is wrong. */
const LIFETIME_SECONDS = 180;

/**
 * Signs an assertion for `grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer` (RS256).
 * @param privateKey PEM, PKCS #8
 * @throws TypeError when the key is none
 * @see https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_jwt_flow.htm
 */
export async function signAssertion(claims: AssertionClaims, privateKey: string, now: Date): Promise<string> {
  return new SignJWT()
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuer(claims.clientId)
    .setSubject(claims.username)
    .setAudience(claims.audience)
    .setExpirationTime(Math.floor(now.getTime() / 1000) + LIFETIME_SECONDS)
    .sign(await importPKCS8(privateKey, 'RS256'));
}
