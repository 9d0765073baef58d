import { ConnectorError } from '@aix/shared-scoring';
import type { z } from 'zod';
import type { CrmSession } from '../crm-access.ts';
import type { ApiUsage } from '../crm-connector.ts';
import { createCaution } from './caution.ts';
import { exchangePatiently } from './exchange-patiently.ts';
import type { HubspotOauth } from './oauth.ts';
import {
  createRequestLimiter,
  createSharedLimiter,
  type Pace,
  type Rate,
  type RequestLimiter,
} from './request-limiter.ts';
import { type HubspotAnswer, type HubspotRequest, refusalOf, type Transport } from './transport.ts';

/** Calls to one portal, under its limits and with its tokens. */
export interface HubspotClient {
  /**
   * Sends a request and waits for an answer that is final: any 2xx, or a refusal of the request itself (400, 404, 409…).
   * @throws ConnectorError ERR_CRM_AUTH_EXPIRED, ERR_CRM_FORBIDDEN, ERR_CRM_RATE_LIMITED, ERR_CRM_UNAVAILABLE
   */
  send(request: HubspotRequest): Promise<HubspotAnswer>;
  usage(): ApiUsage;
}

/** A token is replaced this long before its end: HubSpot's certification counts calls with expired tokens as faults. */
const EXPIRY_MARGIN_MS = 60_000;

export interface ClientParts {
  transport: Transport;
  oauth: HubspotOauth;
  session: CrmSession;
  pace: Pace;
}

export function createHubspotClient(parts: ClientParts): HubspotClient {
  const { transport, oauth, session, pace } = parts;
  const requests = limiterFor(parts, 'requests', { perSecond: pace.requestsPerSecond, burst: pace.burst });
  const searches = limiterFor(parts, 'searches', { perSecond: pace.searchesPerSecond, burst: 1 });
  const caution = createCaution();
  const usage = { calls: 0, limited: 0 };
  /** The access token that HubSpot took last for none: it is not sent again. */
  let refusedToken: string | undefined;

  const liveToken = async () => {
    const { accessToken, expiresAt } = await session.tokens();
    if (accessToken !== refusedToken && expiresAt - EXPIRY_MARGIN_MS > Date.now()) return accessToken;
    return (await session.renew(accessToken, oauth.refresh)).accessToken;
  };
  const sendOnce = async (request: HubspotRequest): Promise<Sent> => {
    // HubSpot's 110 requests in 10 seconds leave searches out: they have an allowance of their own.
    await (isSearch(request) ? searches : requests).acquire();
    // Only now: a token may end while its request waits for its turn.
    const token = await liveToken();
    usage.calls += 1;
    return { token, answer: await transport.exchange(request, token) };
  };
  const sendAuthenticated = async (request: HubspotRequest) => {
    const { token, answer } = await sendOnce(request);
    if (answer.status !== 401) return answer;
    refusedToken = token;
    await session.renew(token, oauth.refresh);
    return (await sendOnce(request)).answer;
  };

  return {
    async send(request) {
      const answer = await exchangePatiently(() => sendAuthenticated(request), {
        ...{ pace: request.once ? { ...pace, attempts: 1 } : pace, caution },
        async onLimited(pauseMs) {
          usage.limited += 1;
          await (isSearch(request) ? searches : requests).pause(pauseMs);
        },
      });
      if (answer.status === 401) throw accessGone(request, answer);
      if (answer.status === 403) throw notAllowed(request, answer);
      return answer;
    },
    usage: () => ({ ...usage }),
  };
}

/**
 * The body of an answer that can only be a success.
 * @throws ConnectorError when HubSpot refused the request or answered in another shape
 */
export function bodyOf<T>(schema: z.ZodType<T>, request: HubspotRequest, answer: HubspotAnswer): T {
  if (answer.status >= 300) throw rejection(request, answer);
  const parsed = schema.safeParse(answer.body);
  if (parsed.success) return parsed.data;
  const fault = parsed.error.issues[0];
  throw new ConnectorError(
    'ERR_CRM_UNAVAILABLE',
    `HubSpot answered ${request.method} ${request.path} in an unknown shape: ${fault?.path.join('.')} ${fault?.message}`,
  );
}

/** What a final answer that is no success means. */
export function rejection({ method, path }: HubspotRequest, { status, body }: HubspotAnswer): ConnectorError {
  const { message } = refusalOf(body);
  return new ConnectorError(
    'ERR_CRM_WRITE_REJECTED',
    `HubSpot refused ${method} ${path} with ${status}: ${message}`,
  );
}

interface Sent {
  answer: HubspotAnswer;
  /** The access token that went with it. */
  token: string;
}

/** One limit of the portal: kept by all processes together where there may be several. */
function limiterFor(
  { session: { sharedPace }, pace }: ClientParts,
  lane: string,
  rate: Rate,
): RequestLimiter {
  const { longestWaitMs } = pace;
  return sharedPace === undefined
    ? createRequestLimiter(rate, { now: Date.now, longestWaitMs })
    : createSharedLimiter(sharedPace, { lane, ...rate }, { longestWaitMs });
}

function isSearch({ path }: HubspotRequest): boolean {
  return path.endsWith('/search');
}

function accessGone({ method, path }: HubspotRequest, { status, body }: HubspotAnswer): ConnectorError {
  const { message, category } = refusalOf(body);
  return new ConnectorError(
    'ERR_CRM_AUTH_EXPIRED',
    `HubSpot answered ${method} ${path} with ${status} ${category}: ${message} An admin of the portal must connect again`,
  );
}

/** The grant works, but not for this: it lacks a scope, or the portal has not bought what the call is about. */
function notAllowed({ method, path }: HubspotRequest, { body }: HubspotAnswer): ConnectorError {
  const { message, category } = refusalOf(body);
  return new ConnectorError(
    'ERR_CRM_FORBIDDEN',
    `HubSpot does not allow ${method} ${path} (${category}): ${message} An admin of the portal must connect again, unless its subscription lacks what is asked for`,
  );
}
