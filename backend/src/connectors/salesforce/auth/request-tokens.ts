import { ConnectorError } from '@aix/shared-scoring';
import { ExponentialBackoff, handleWhen, retry } from 'cockatiel';
import { OAuth2, type TokenResponse } from 'jsforce';
import type { CrmTokens } from '../../crm-connector.ts';
import { HttpExchange } from '../http-exchange.ts';
import { signAssertion } from './sign-assertion.ts';

export interface TokenRequest {
  loginUrl: string;
  clientId: string;
  privateKey: string;
  username: string;
  timeoutMs: number;
  now(): number;
}

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
/** The platform does not say how long a token lives; two hours is its standard. A refusal renews it in any case. */
const LIFETIME_MS = 2 * 60 * 60 * 1000;
const INSTANCE_HOST = /\.(?:my\.)?salesforce\.(?:com|mil)$/;

const policy = retry(
  handleWhen(error => error instanceof ConnectorError && error.retry),
  { maxAttempts: 4, backoff: new ExponentialBackoff({ initialDelay: 200, maxDelay: 5_000 }) },
);

/**
 * Gets an access token for a user by JWT bearer, each time with a new assertion.
 * @throws ConnectorError ERR_CRM_AUTH_EXPIRED when the org refuses, ERR_CRM_UNAVAILABLE when it does not answer
 */
export function requestTokens(request: TokenRequest): Promise<CrmTokens> {
  return policy.execute(() => requestOnce(request));
}

async function requestOnce({
  loginUrl,
  clientId,
  privateKey,
  username,
  ...rest
}: TokenRequest): Promise<CrmTokens> {
  const now = rest.now();
  const audience = new URL(loginUrl).origin;
  const assertion = await signAssertion({ clientId, username, audience }, privateKey, new Date(now));
  const exchange = new HttpExchange(rest.timeoutMs);
  const oauth2 = new OAuth2({ loginUrl });
  // jsforce takes no transport for this call in any other way.
  oauth2._transport = exchange;
  const answer = await oauth2
    .requestToken({ grant_type: JWT_BEARER, assertion })
    .catch(error => Promise.reject(translateGrantError(error, exchange)));
  return {
    accessToken: answer.access_token,
    expiresAt: now + LIFETIME_MS,
    instanceUrl: checkedInstanceUrl(answer, audience),
    username,
  };
}

/** Tokens go only to Salesforce's own hosts, or back to where they came from. */
function checkedInstanceUrl({ instance_url }: TokenResponse, loginOrigin: string): string {
  const url = URL.canParse(instance_url) ? new URL(instance_url) : undefined;
  const isSalesforce = url?.protocol === 'https:' && INSTANCE_HOST.test(url.hostname);
  if (url !== undefined && (isSalesforce || url.origin === loginOrigin)) return url.origin;
  const message = 'Salesforce named an instance outside of salesforce.com: check the login address';
  throw new ConnectorError('ERR_CRM_AUTH_EXPIRED', message);
}

function translateGrantError(error: Error, { outcome, status }: HttpExchange): Error {
  if (outcome === 'unsent') return error;
  if (status === 0 || status === 429 || status >= 500) {
    const answered = status === 0 ? 'did not answer' : `answered ${status}`;
    return new ConnectorError('ERR_CRM_UNAVAILABLE', `Salesforce ${answered} while giving a token`, {
      cause: error,
    });
  }
  return new ConnectorError(
    'ERR_CRM_AUTH_EXPIRED',
    `Salesforce refused the integration user (${error.name}: ${error.message}): pre-authorise the user for the External Client App and check the app's certificate`,
    { cause: error },
  );
}
