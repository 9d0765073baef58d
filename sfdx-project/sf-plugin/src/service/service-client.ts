import { SfError } from '@salesforce/core';

/** Where the service is, and the session that opens it. The token is kept in memory and sent there, nowhere else. */
export interface ServiceAccess {
  url: URL;
  token: string;
  /** How long one answer may take; a minute unless said otherwise, since some of them ask the org. */
  timeoutMs?: number;
}

/** Asks the service; answers are JSON. Every failure is an `SfError` whose message says what to do. */
export interface ServiceClient {
  readonly url: string;
  get<T>(path: string): Promise<T>;
  post<T>(path: string, request?: PostRequest): Promise<T>;
}

/** What goes with a POST. */
export interface PostRequest {
  body?: object;
  /** Names the request, so that repeating it changes nothing more. */
  requestKey?: string;
}

/** What the service said of a refusal (RFC 9457). */
export interface Refusal {
  status: number;
  code: string;
}

/** Names of the errors of a client, as `--json` shows them. */
export const UNREACHABLE = 'ServiceUnreachable';
export const REFUSED = 'ServiceRefused';

const TIMEOUT_MS = 60_000;
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Opens the service's API. Redirects are not followed: a session goes to the address that was named and to no other.
 * @throws SfError InsecureService when a session would travel unencrypted to another machine
 */
export function createServiceClient({ url, token, timeoutMs = TIMEOUT_MS }: ServiceAccess): ServiceClient {
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.has(url.hostname)))
    throw new SfError(
      `A session must not travel unencrypted to ${url.host}: name the service by its https address`,
      'InsecureService',
    );
  const base = url.origin + url.pathname.replace(/\/+$/, '');
  const send = async <T>(method: string, path: string, { body, requestKey }: PostRequest = {}) => {
    const response = await fetch(base + path, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        ...{ accept: 'application/json', authorization: `Bearer ${token}` },
        ...(requestKey !== undefined && { 'idempotency-key': requestKey }),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    }).catch(error => Promise.reject(unreachable(base, error, timeoutMs)));
    return readAnswer<T>(response, base);
  };
  return {
    url: base,
    get: path => send('GET', path),
    post: (path, request) => send('POST', path, request),
  };
}

function unreachable(base: string, error: unknown, timeoutMs: number): SfError {
  const { name, cause } = error as Error & { cause?: { code?: string } };
  const why =
    name === 'TimeoutError' ? `no answer in ${timeoutMs / 1000} s` : (cause?.code ?? 'no connection');
  return new SfError(`The service at ${base} does not answer (${why})`, UNREACHABLE, [
    'Check --url, or AIX_URL, and whether the service is running',
  ]);
}

async function readAnswer<T>(response: Response, base: string): Promise<T> {
  const text = await response.text();
  const body = parse(text);
  if (response.ok && body !== undefined) return body as T;
  const { detail, code } = (body ?? {}) as { detail?: unknown; code?: unknown };
  if (response.status < 400 || typeof detail !== 'string')
    throw new SfError(
      `What answers at ${base} is not the service (${response.status}, ${response.headers.get('content-type') ?? 'no type'})`,
      UNREACHABLE,
      ['Check --url, or AIX_URL: it is the address without a path'],
    );
  const error = new SfError(detail, REFUSED, response.status === 401 ? [NEW_TOKEN] : []);
  error.setData({ status: response.status, code: String(code) } satisfies Refusal);
  return Promise.reject(error);
}

const NEW_TOKEN = 'Open a new session of the service and put its token into AIX_TOKEN';

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What the service said when it refused; undefined of any other error. */
export function refusalOf(error: unknown): Refusal | undefined {
  return error instanceof SfError && error.name === REFUSED ? (error.data as Refusal) : undefined;
}
