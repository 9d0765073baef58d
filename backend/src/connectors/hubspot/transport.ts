import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '@hubspot/api-client';
import { type Refusal, refusalSchema } from './hubspot-api.ts';

/** One request to the API, without what the connection adds. */
export interface HubspotRequest {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  query?: Readonly<Record<string, string>>;
  /** Sent as JSON, or as a form where it is `URLSearchParams`. */
  body?: object;
  /** Sent once only: it creates something, and after a failure nobody knows whether it did. */
  once?: true;
}

export interface HubspotAnswer {
  status: number;
  body: unknown;
  /** The platform's clock when it answered, epoch milliseconds. */
  answeredAt: number;
  /** The pause that the platform asks for with a limit answer, in milliseconds. */
  pauseMs: number;
}

/** HTTP to one API address through HubSpot's own client, which adds neither limits nor retries to `apiRequest`. */
export interface Transport {
  /**
   * Sends once and waits for the whole answer.
   * @throws Error when the connection fails or the answer takes longer than `timeoutMs`
   */
  exchange(request: HubspotRequest, accessToken?: string): Promise<HubspotAnswer>;
}

const SECOND_MS = 1000;
const TEN_SECONDS_MS = 10_000;
/** HubSpot does not say when the day of its limit ends: it is asked again a few times an hour. */
const DAILY_PAUSE_MS = 15 * 60_000;

/** @param timeoutMs how long an answer may take, its body included */
export function createTransport(apiUrl: string, timeoutMs: number): Transport {
  const client = new Client({ basePath: apiUrl });
  return {
    async exchange(request, accessToken) {
      const isForm = request.body instanceof URLSearchParams;
      // The client takes no abort signal: a request that ran out of time is left behind and ends with its socket.
      const work = client
        .apiRequest({
          method: request.method,
          path: request.path,
          authType: 'none',
          defaultJson: !isForm,
          headers: {
            ...(isForm ? { 'Content-Type': 'application/x-www-form-urlencoded' } : {}),
            ...(accessToken === undefined ? {} : { Authorization: `Bearer ${accessToken}` }),
          },
          ...(request.query === undefined ? {} : { qs: request.query }),
          ...(request.body === undefined ? {} : { body: request.body }),
        })
        .then(readAnswer);
      return await withinTime(work, timeoutMs);
    },
  };
}

async function readAnswer(response: Response): Promise<HubspotAnswer> {
  const text = await response.text();
  const date = Date.parse(response.headers.get('date') ?? '');
  const body = text === '' ? undefined : parseJson(text);
  return {
    status: response.status,
    body,
    answeredAt: Number.isNaN(date) ? Date.now() : date,
    pauseMs: response.status === 429 ? pauseOf(response.headers, refusalOf(body)) : 0,
  };
}

/** Proxies in between answer in HTML; such a body says nothing, the status does. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `Retry-After` where it is sent, else the length of the window that is full. */
function pauseOf(headers: Headers, { policyName }: Refusal): number {
  const retryAfter = Number(headers.get('retry-after') ?? Number.NaN);
  if (Number.isFinite(retryAfter)) return retryAfter * SECOND_MS;
  if (policyName === 'DAILY') return DAILY_PAUSE_MS;
  if (policyName === 'SECONDLY') return SECOND_MS;
  const interval = Number(headers.get('x-hubspot-ratelimit-interval-milliseconds') ?? Number.NaN);
  return Number.isFinite(interval) ? interval : TEN_SECONDS_MS;
}

async function withinTime<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  const timer = new AbortController();
  const expiry = sleep(timeoutMs, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`no answer within ${timeoutMs} ms`);
  });
  try {
    return await Promise.race([work, expiry]);
  } finally {
    timer.abort();
  }
}

/** What a refusal says; empty texts where the body says nothing. */
export function refusalOf(body: unknown): Refusal {
  return refusalSchema.safeParse(body ?? {}).data ?? refusalSchema.parse({});
}
