// Generated from hubspot-app/shared/call-service.ts by npm run generate:hubspot. Do not edit.
import { hubspot } from '@hubspot/ui-extensions';
import { SERVICE_ORIGIN } from './service-origin.ts';

/** Why the service did not do what was asked. */
export type Problem = 'NOT_CONNECTED' | 'NO_PERMISSION' | 'INVALID' | 'NOT_KNOWN' | 'BUSY' | 'UNAVAILABLE';

/** What came of a call: the service's answer, or why there is none. */
export type Answer<T> = { ok: true; value: T } | { ok: false; problem: Problem };

/** One call. HubSpot itself adds who calls, and from which account, and signs all of it. */
export interface ServiceCall {
  /** What comes after the host; each part is encoded. */
  path: readonly string[];
  query?: Readonly<Record<string, string>>;
  /** Makes it a call that changes something. `key` is the same whenever the same wish is tried again. */
  write?: { content: Readonly<Record<string, unknown>>; key: string };
}

/** HubSpot itself would wait longer; the card stops waiting at the same time. */
const TIMEOUT_MS = 10_000;

const PROBLEM_BY_STATUS: Readonly<Record<number, Problem>> = {
  400: 'INVALID',
  401: 'NOT_CONNECTED',
  403: 'NO_PERMISSION',
  404: 'NOT_KNOWN',
  409: 'BUSY',
  413: 'INVALID',
  422: 'INVALID',
  429: 'BUSY',
};

/** Asks the service through HubSpot. Never rejects. */
export async function callService<T>({ path, query = {}, write }: ServiceCall): Promise<Answer<T>> {
  const asked = new URLSearchParams({ ...query, ...(write && { idempotencyKey: write.key }) }).toString();
  const address = `${SERVICE_ORIGIN}/${path.map(encodeURIComponent).join('/')}${asked && `?${asked}`}`;
  try {
    const response = await hubspot.fetch(address, {
      timeout: TIMEOUT_MS,
      ...(write ? { method: 'POST', body: write.content } : { method: 'GET' }),
    });
    const body: unknown = await response.json();
    const status = refusedStatus(body) ?? response.status;
    if (status >= 200 && status < 300) return { ok: true, value: body as T };
    return { ok: false, problem: PROBLEM_BY_STATUS[status] ?? 'UNAVAILABLE' };
  } catch {
    // HubSpot gave up waiting, could not reach the service, or what came is no JSON.
    return { ok: false, problem: 'UNAVAILABLE' };
  }
}

/** HubSpot’s proxy may wrap a refusal into an answer of its own, which names the service's status. */
function refusedStatus(body: unknown): number | undefined {
  const { status, context } = (body ?? {}) as {
    status?: unknown;
    context?: { appServerStatusCode?: unknown };
  };
  if (status !== 'error') return undefined;
  const [written] = [context?.appServerStatusCode].flat();
  const known = Number(written);
  return Number.isInteger(known) && known >= 300 ? known : 502;
}
