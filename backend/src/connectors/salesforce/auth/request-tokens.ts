import { ConnectorError } from '@aix/shared-scoring';
import { ExponentialBackoff, handleWhen, retry } from 'cockatiel';
import { OAuth2 } from 'jsforce';
import type { CrmTokens } from '../../crm-access.ts';
import { HttpExchange } from '../http-exchange.ts';
import { signAssertion } from './sign-assertion.ts';
import { instanceOrigin } from './trusted-host.ts';

/** Our app as Salesforce knows it, and where this installation logs in unless told otherwise. */
export interface SalesforceApp {
  loginUrl: string;
  clientId: string;
  privateKey: string;
  timeoutMs: number;
  now(): number;
}

/** What an org gives tokens for. `origin` is a checked host. */
export type TokenGrant =
  | { kind: 'jwt_bearer'; username: string }
  | { kind: 'code'; origin: string; code: string; codeVerifier: string; redirectUri: string }
  | { kind: 'refresh'; origin: string; refreshToken: string };

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
/** The platform does not say how long a token lives; two hours is its standard. A refusal renews it in any case. */
const LIFETIME_MS = 2 * 60 * 60 * 1000;

const policy = retry(
  handleWhen(error => error instanceof ConnectorError && error.retry),
  { maxAttempts: 4, backoff: new ExponentialBackoff({ initialDelay: 200, maxDelay: 5_000 }) },
);

/**
 * Gets tokens for a grant; an assertion is signed anew for each try.
 * @throws ConnectorError ERR_CRM_AUTH_EXPIRED when the org refuses, ERR_CRM_UNAVAILABLE when it does not answer
 */
export function requestTokens(app: SalesforceApp, grant: TokenGrant): Promise<CrmTokens> {
  return policy.execute(() => requestOnce(app, grant));
}

async function requestOnce(app: SalesforceApp, grant: TokenGrant): Promise<CrmTokens> {
  const now = app.now();
  const origin = grant.kind === 'jwt_bearer' ? new URL(app.loginUrl).origin : grant.origin;
  const form = await formOf(app, grant, { origin, now });
  const { oauth2, exchange } = openOAuth(origin, app.timeoutMs);
  const answer = await oauth2
    .requestToken(form)
    .catch(error => Promise.reject(translateGrantError(error, exchange, grant)));
  const refreshToken = answer.refresh_token ?? (grant.kind === 'refresh' ? grant.refreshToken : undefined);
  return {
    accessToken: answer.access_token,
    expiresAt: now + LIFETIME_MS,
    instanceUrl: instanceOrigin(answer.instance_url, app.loginUrl),
    ...(refreshToken !== undefined && { refreshToken }),
    ...(grant.kind === 'jwt_bearer' && { username: grant.username }),
  };
}

async function formOf(
  { clientId, privateKey }: SalesforceApp,
  grant: TokenGrant,
  { origin, now }: { origin: string; now: number },
): Promise<Record<string, string> & { grant_type: string }> {
  switch (grant.kind) {
    case 'jwt_bearer': {
      const claims = { clientId, username: grant.username, audience: origin };
      return { grant_type: JWT_BEARER, assertion: await signAssertion(claims, privateKey, new Date(now)) };
    }
    case 'code':
      return {
        grant_type: 'authorization_code',
        client_id: clientId,
        code: grant.code,
        code_verifier: grant.codeVerifier,
        redirect_uri: grant.redirectUri,
      };
    case 'refresh':
      return { grant_type: 'refresh_token', client_id: clientId, refresh_token: grant.refreshToken };
  }
}

/**
 * Takes back what the org granted: with the refresh token every access token of it ends, too. A token that has ended already is
 * no error.
 * @throws ConnectorError ERR_CRM_UNAVAILABLE when the org does not answer
 */
export async function revokeTokens(
  { loginUrl, timeoutMs }: Pick<SalesforceApp, 'loginUrl' | 'timeoutMs'>,
  { accessToken, refreshToken, instanceUrl }: CrmTokens,
): Promise<void> {
  const { oauth2, exchange } = openOAuth(instanceOrigin(instanceUrl, loginUrl), timeoutMs);
  await oauth2.revokeToken(refreshToken ?? accessToken).catch(error => {
    if (exchange.outcome === 'unsent') throw error;
    if (exchange.status >= 400 && exchange.status < 500) return;
    throw new ConnectorError(
      'ERR_CRM_UNAVAILABLE',
      'Salesforce did not answer while its grant was given back',
      {
        cause: error,
      },
    );
  });
}

function openOAuth(origin: string, timeoutMs: number): { oauth2: OAuth2; exchange: HttpExchange } {
  const exchange = new HttpExchange(timeoutMs);
  const oauth2 = new OAuth2({ loginUrl: origin });
  // jsforce takes no transport for this call in any other way.
  oauth2._transport = exchange;
  return { oauth2, exchange };
}

const REMEDIES: Readonly<Record<TokenGrant['kind'], string>> = {
  jwt_bearer:
    "the integration user: pre-authorise the user for the External Client App and check the app's certificate",
  code: 'the consent: begin it again, it is good for a few minutes and once',
  refresh: 'to renew its tokens: an admin of the org must connect again',
};

function translateGrantError(error: Error, { outcome, status }: HttpExchange, grant: TokenGrant): Error {
  if (outcome === 'unsent') return error;
  if (status === 0 || status === 429 || status >= 500) {
    const answered = status === 0 ? 'did not answer' : `answered ${status}`;
    return new ConnectorError('ERR_CRM_UNAVAILABLE', `Salesforce ${answered} while giving a token`, {
      cause: error,
    });
  }
  const [what, remedy] = REMEDIES[grant.kind].split(/: (.*)/);
  const message = `Salesforce refused ${what} (${error.name}: ${error.message}): ${remedy}`;
  return new ConnectorError('ERR_CRM_AUTH_EXPIRED', message, { cause: error });
}
