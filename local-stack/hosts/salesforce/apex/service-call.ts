import { ApexProblem, problemOfStatus } from './apex-problem.ts';

/** What stands in for the org's Named Credential: where the service is, and the signed word who calls. */
export interface NamedCredential {
  url: string;
  /** The bearer token of one call. */
  token(): Promise<string>;
}

/** One call of the service, as the Apex class ServiceCall makes it. */
export interface ServiceCall {
  /** What the address is made of after the host; each part is encoded. */
  path: readonly string[];
  query?: Record<string, string>;
  /** Makes it one that changes something. What is undefined in it stays out. */
  content?: object;
  /** Of such a call: the same whenever the same wish is tried again. */
  key?: unknown;
}

const TIMEOUT_MS = 10_000;
const KEY = /^[A-Za-z0-9-]{16,64}$/;

/**
 * Calls the service, and waits for the answer.
 * @throws ApexProblem saying why there is none
 */
export async function callService(
  credential: NamedCredential,
  { path, query = {}, content, key }: ServiceCall,
): Promise<Record<string, unknown>> {
  if (content !== undefined && !(typeof key === 'string' && KEY.test(key))) throw new ApexProblem('INVALID');
  const url = new URL(
    `/${path.map(encodeURIComponent).join('/')}?${new URLSearchParams(query)}`,
    credential.url,
  );
  const writing = content !== undefined && {
    method: 'POST',
    body: JSON.stringify(content),
    headers: { 'content-type': 'application/json', 'idempotency-key': String(key) },
  };
  const response = await fetch(url, {
    ...writing,
    headers: {
      ...(writing ? writing.headers : {}),
      accept: 'application/json',
      authorization: `Bearer ${await credential.token()}`,
    },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch(cause => {
    throw Object.assign(new ApexProblem('UNAVAILABLE'), { cause });
  });
  if (!response.ok) throw problemOfStatus(response.status);
  return response.json().catch(cause => {
    throw Object.assign(new ApexProblem('UNAVAILABLE'), { cause });
  }) as Promise<Record<string, unknown>>;
}
