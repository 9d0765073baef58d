import { ConnectorError } from '@aix/shared-scoring';
import { ExponentialBackoff, handleWhen, retry } from 'cockatiel';
import { Connection, type HttpRequest } from 'jsforce';
import type { ApiUsage, CrmSession, CrmTokens } from '../crm-connector.ts';
import { HttpExchange } from './http-exchange.ts';
import { isDailyLimit, isSessionRefused, translateError } from './translate-error.ts';

/** How the client of one connection behaves. */
export interface ClientOptions {
  session: CrmSession;
  /** Makes new tokens in place of those that the org refused. */
  refresh(current: CrmTokens): Promise<CrmTokens>;
  /** `68.0` */
  apiVersion: string;
  /** Longest wait for one answer, body included. */
  timeoutMs: number;
  /** How long no request is sent after the org said that the day's requests are used up. */
  limitPauseMs: number;
  now(): number;
}

/** Sends REST requests for one connection: with its tokens, within its limits, again where that may help. */
export interface SalesforceClient {
  /**
   * @param path from the version's root: `/query?q=…`
   * @param doing completes "Salesforce did not answer while …"
   * @throws ConnectorError
   */
  get<Answer>(path: string, doing: string, headers?: Record<string, string>): Promise<Answer>;
  /** For changes that may be repeated. @throws ConnectorError */
  patch<Answer>(path: string, body: object, doing: string, headers?: Record<string, string>): Promise<Answer>;
  /** Epoch milliseconds of the org's own clock, as its latest answer told it; undefined before the first. */
  serverTime(): number | undefined;
  usage(): ApiUsage;
}

/** Shows in the org's login history and marks our writes in change events. */
const CLIENT_NAME = 'aix-lead-qualification';
const MOST_ATTEMPTS = 5;
const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 20_000;

/** Creates a client; nothing is sent until it is asked to. */
export function createClient(options: ClientOptions): SalesforceClient {
  const { session, apiVersion, now } = options;
  const usage: ApiUsage = { calls: 0, limited: 0 };
  let serverTime: number | undefined;
  let pausedUntil = 0;

  const note = ({ status, headers }: HttpExchange) => {
    const date = Date.parse(headers.date ?? '');
    if (!Number.isNaN(date)) serverTime = date;
    const [, used, limit] = /api-usage=(\d+)\/(\d+)/.exec(headers['sforce-limit-info'] ?? '') ?? [];
    if (used !== undefined && limit !== undefined) usage.day = { used: Number(used), limit: Number(limit) };
    if (status === 429) usage.limited += 1;
  };

  /** One attempt with one token. @returns the answer, or that the token was refused */
  const attempt = async <Answer>(
    tokens: CrmTokens,
    request: HttpRequest,
    doing: string,
  ): Promise<{ answer: Answer } | { refused: ConnectorError }> => {
    const exchange = new HttpExchange(options.timeoutMs);
    usage.calls += 1;
    try {
      const answer = await connectionOf(tokens, apiVersion).request<Answer>(request, { transport: exchange });
      note(exchange);
      return { answer };
    } catch (error) {
      if (exchange.outcome === 'unsent') throw error;
      note(exchange);
      const translated = translateError(error, exchange, doing);
      if (isSessionRefused(exchange, error)) return { refused: translated };
      if (!isDailyLimit(error)) throw translated;
      usage.limited += 1;
      pausedUntil = now() + options.limitPauseMs;
      throw limitReached(options.limitPauseMs, doing, error);
    }
  };

  const send = async <Answer>(request: HttpRequest, doing: string): Promise<Answer> => {
    // While the day's requests are used up every further one would only be refused.
    if (pausedUntil > now()) throw limitReached(pausedUntil - now(), doing);
    const tokens = await session.tokens();
    const first = await attempt<Answer>(tokens, request, doing);
    if ('answer' in first) return first.answer;
    const renewed = await session.renew(tokens.accessToken, options.refresh);
    const second = await attempt<Answer>(renewed, request, doing);
    if ('answer' in second) return second.answer;
    throw second.refused;
  };

  const policy = retry(handleWhen(isWorthAnotherTry), {
    maxAttempts: MOST_ATTEMPTS - 1,
    backoff: new ExponentialBackoff({ initialDelay: FIRST_DELAY_MS, maxDelay: LONGEST_DELAY_MS }),
  });
  const sendPatiently = <Answer>(request: HttpRequest, doing: string) =>
    policy.execute(() => send<Answer>(request, doing));

  return {
    get: (path, doing, headers = {}) => sendPatiently({ method: 'GET', url: path, headers }, doing),
    patch: (path, body, doing, headers = {}) =>
      sendPatiently(
        {
          method: 'PATCH',
          url: path,
          body: JSON.stringify(body),
          headers: { ...headers, 'content-type': 'application/json' },
        },
        doing,
      ),
    serverTime: () => serverTime,
    usage: () => ({ ...usage }),
  };
}

/** jsforce's connection is cheap and holds one token, so each attempt gets its own. */
function connectionOf(tokens: CrmTokens, apiVersion: string): Connection {
  return new Connection({
    accessToken: tokens.accessToken,
    instanceUrl: tokens.instanceUrl ?? '',
    version: apiVersion,
    callOptions: { client: CLIENT_NAME },
  });
}

function limitReached(retryAfterMs: number, doing: string, cause?: unknown): ConnectorError {
  const message = `Salesforce's API requests of the last 24 hours are used up; stopped while ${doing}`;
  return new ConnectorError('ERR_CRM_RATE_LIMITED', message, { retryAfterMs, cause });
}

/** A limit that names a time to wait is a pause, not something to try against. */
function isWorthAnotherTry(error: unknown): boolean {
  return error instanceof ConnectorError && error.retry && error.retryAfterMs === undefined;
}
