import { ConnectorError } from '@aix/shared-scoring';
import { ExponentialBackoff, handleWhen, retry } from 'cockatiel';
import { Connection, type HttpRequest } from 'jsforce';
import type { CrmSession, CrmTokens } from '../crm-access.ts';
import type { ApiUsage } from '../crm-connector.ts';
import { HttpExchange } from './http-exchange.ts';
import { isDailyLimit, isSessionRefused, translateError } from './translate-error.ts';

/** How the client of one connection behaves. */
export interface ClientOptions {
  session: CrmSession;
  /** Makes new tokens in place of those that the org refused. */
  refresh(current: CrmTokens): Promise<CrmTokens>;
  /** `68.0` */
  apiVersion: string;
  /** Longest wait for one answer, body included; for that to a write, another. */
  timeoutMs: number;
  writeTimeoutMs: number;
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
  /** Creates something; a repeat after a lost answer creates it twice. @throws ConnectorError */
  post<Answer>(path: string, body: object, doing: string, headers?: Record<string, string>): Promise<Answer>;
  /** The same, sent once: after a failure nobody knows whether it was created. @throws ConnectorError */
  postOnce<Answer>(path: string, body: object, doing: string): Promise<Answer>;
  /** A CSV answer as it came, not parsed. @throws ConnectorError */
  getCsv(path: string, doing: string): Promise<CsvAnswer>;
  /** @throws ConnectorError */
  putCsv(path: string, csv: string, doing: string): Promise<void>;
  /** Epoch milliseconds of the org's own clock, as its latest answer told it; undefined before the first. */
  serverTime(): number | undefined;
  usage(): ApiUsage;
}

/** A text of rows, and what stands in the answer's headers, by lower-case name. */
export interface CsvAnswer {
  csv: string;
  headers: Readonly<Record<string, string>>;
}

/** Shows in the org's login history and marks our writes in change events. */
export const CLIENT_NAME = 'aix-lead-qualification';
const MOST_ATTEMPTS = 5;
const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 20_000;

/** Creates a client; nothing is sent until it is asked to. */
export function createClient(options: ClientOptions): SalesforceClient {
  const log = createExchangeLog(options);
  const policy = retry(handleWhen(isWorthAnotherTry), {
    maxAttempts: MOST_ATTEMPTS - 1,
    backoff: new ExponentialBackoff({ initialDelay: FIRST_DELAY_MS, maxDelay: LONGEST_DELAY_MS }),
  });
  const exchange = <Answer>(request: HttpRequest, doing: string, timeoutMs = options.timeoutMs) =>
    policy.execute(() => sendOnce<Answer>({ ...options, timeoutMs }, log, request, doing));
  const send = async <Answer>(request: HttpRequest, doing: string, timeoutMs?: number) =>
    (await exchange<Answer>(request, doing, timeoutMs)).answer;
  const sendJson =
    (method: 'PATCH' | 'POST', timeoutMs?: number) =>
    <Answer>(path: string, body: object, doing: string, headers: Record<string, string> = {}) => {
      const sent = { ...headers, 'content-type': 'application/json' };
      return send<Answer>({ method, url: path, body: JSON.stringify(body), headers: sent }, doing, timeoutMs);
    };

  return {
    get: (path, doing, headers = {}) => send({ method: 'GET', url: path, headers }, doing),
    patch: sendJson('PATCH', options.writeTimeoutMs),
    post: sendJson('POST'),
    async postOnce<Answer>(url: string, content: object, doing: string) {
      const headers = { 'content-type': 'application/json' };
      const request: HttpRequest = { method: 'POST', url, body: JSON.stringify(content), headers };
      return (await sendOnce<Answer>(options, log, request, doing)).answer;
    },
    async getCsv(path, doing) {
      const request: HttpRequest = { method: 'GET', url: path, headers: { accept: 'text/csv' } };
      const { answer, headers } = await exchange<string | undefined>(request, doing);
      return { csv: answer ?? '', headers };
    },
    putCsv: (path, csv, doing) =>
      send({ method: 'PUT', url: path, body: csv, headers: { 'content-type': 'text/csv' } }, doing),
    serverTime: () => log.serverTime(),
    usage: () => log.usage(),
  };
}

/** What the answers told on the side: the org's clock, its limits, and a pause that it asked for. */
interface ExchangeLog {
  noteCall(): void;
  noteAnswer(exchange: HttpExchange): void;
  /** Begins the pause after the day's requests are used up. */
  noteDailyLimit(): void;
  /** 0 when requests may be sent. */
  pauseLeftMs(): number;
  serverTime(): number | undefined;
  usage(): ApiUsage;
}

function createExchangeLog({ now, limitPauseMs }: ClientOptions): ExchangeLog {
  const usage: ApiUsage = { calls: 0, limited: 0 };
  let serverTime: number | undefined;
  let pausedUntil = 0;
  return {
    noteCall() {
      usage.calls += 1;
    },
    noteAnswer({ status, headers }) {
      const date = Date.parse(headers.date ?? '');
      if (!Number.isNaN(date)) serverTime = date;
      const [, used, limit] = /api-usage=(\d+)\/(\d+)/.exec(headers['sforce-limit-info'] ?? '') ?? [];
      if (used !== undefined && limit !== undefined) usage.day = { used: Number(used), limit: Number(limit) };
      if (status === 429) usage.limited += 1;
    },
    noteDailyLimit() {
      usage.limited += 1;
      pausedUntil = now() + limitPauseMs;
    },
    pauseLeftMs: () => Math.max(0, pausedUntil - now()),
    serverTime: () => serverTime,
    usage: () => ({ ...usage }),
  };
}

/** Sends with the tokens at hand and, when the org refuses those, once more with new ones. */
async function sendOnce<Answer>(
  options: ClientOptions,
  log: ExchangeLog,
  request: HttpRequest,
  doing: string,
): Promise<Answered<Answer>> {
  // While the day's requests are used up every further one would only be refused.
  if (log.pauseLeftMs() > 0) throw limitReached(log.pauseLeftMs(), doing);
  const attempt = (tokens: CrmTokens) =>
    exchangeOnce<Answer>(connectionOf(tokens, options.apiVersion), { request, doing, log, ...options });
  const tokens = await options.session.tokens();
  const first = await attempt(tokens);
  if ('answer' in first) return first;
  const second = await attempt(await options.session.renew(tokens.accessToken, options.refresh));
  if ('answer' in second) return second;
  throw second.refused;
}

interface Answered<Answer> {
  answer: Answer;
  headers: Readonly<Record<string, string>>;
}

/** One request with one token: its answer, or that the token was refused. */
async function exchangeOnce<Answer>(
  connection: Connection,
  attempt: { request: HttpRequest; doing: string; log: ExchangeLog; timeoutMs: number; limitPauseMs: number },
): Promise<Answered<Answer> | { refused: ConnectorError }> {
  const { request, doing, log } = attempt;
  const exchange = new HttpExchange(attempt.timeoutMs);
  log.noteCall();
  try {
    const answer = await connection.request<Answer>(request, { transport: exchange });
    log.noteAnswer(exchange);
    return { answer, headers: exchange.headers };
  } catch (error) {
    if (exchange.outcome === 'unsent') throw error;
    log.noteAnswer(exchange);
    const translated = translateError(error, exchange, doing);
    if (isSessionRefused(exchange, error)) return { refused: translated };
    if (!isDailyLimit(error)) throw translated;
    log.noteDailyLimit();
    throw limitReached(attempt.limitPauseMs, doing, error);
  }
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
