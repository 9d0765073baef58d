import { importPKCS8, SignJWT } from 'jose';
import { Connection } from 'jsforce';
import { DEMO_TENANT } from '../../demo/tenant.ts';

/**
 * Asks an org how many requests it has taken in the last 24 hours, this one included, by a client that is not the product's.
 */
export async function countOfRequests(
  url: string,
  { clientId, privateKey }: { clientId: string; privateKey: string },
): Promise<() => Promise<number>> {
  const connection = new Connection({ loginUrl: url, version: '68.0' });
  const assertion = await new SignJWT()
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuer(clientId)
    .setSubject(DEMO_TENANT.integrationUsername)
    .setAudience('https://login.salesforce.com')
    .setExpirationTime('3 minutes')
    .sign(await importPKCS8(privateKey, 'RS256'));
  await connection.authorize({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });
  return async () => {
    const { DailyApiRequests: requests } = await connection.limits();
    return (requests?.Max ?? 0) - (requests?.Remaining ?? 0);
  };
}
