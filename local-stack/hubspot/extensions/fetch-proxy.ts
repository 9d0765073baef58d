import { randomUUID } from 'node:crypto';
import express, { type ErrorRequestHandler, type Response, Router } from 'express';
import { z } from 'zod';
import type { InstalledApp } from '../app-project/installed-app.ts';
import type { UserSessions } from '../pages/user-sessions.ts';
import { notAuthenticated } from '../platform-error.ts';
import type { User } from '../portal/account.ts';
import type { Portal } from '../portal/portal.ts';
import { callAppServer } from './call-app-server.ts';
import { PROXY_REFUSALS, type ProxyRefusal } from './proxy-error.ts';

/** 15 seconds unless the card asks otherwise, at most two minutes (second-hand). */
const DEFAULT_TIMEOUT_MS = 15_000;
const LONGEST_TIMEOUT_MS = 120_000;
/** Requests of one account and app at the same time (hubspot.fetch reference). */
const MAX_CONCURRENT = 20;

const requestSchema = z.object({
  requestUri: z.string(),
  method: z.enum(['GET', 'POST', 'PUT', 'DELETE', 'PATCH']).default('GET'),
  requestBody: z.unknown().optional(),
  requestTimeoutMillis: z.number().positive().default(DEFAULT_TIMEOUT_MS),
  requestHeaders: z.record(z.string(), z.string()).nullish(),
});
type FetchRequest = z.output<typeof requestSchema>;

export const FETCH_PROXY_PATH = '/api/crm-extensibility/execution/internal/v3/proxy';

/**
 * What is behind `hubspot.fetch`: a card's request goes to the app's server with the portal's and the user's identity
 * in the query, signed, and the answer comes back in an envelope. Only for users who are logged in.
 */
export function fetchProxy(
  portal: Portal,
  apps: readonly InstalledApp[],
  sessions: UserSessions,
  now: () => number,
): Router {
  const running = new Map<number, number>();
  const router = Router();
  router.post(FETCH_PROXY_PATH, express.json({ limit: '1mb' }), async (request, response) => {
    const user = sessions.userOf(request);
    if (user === undefined) throw notAuthenticated();
    const parsed = requestSchema.safeParse(request.body);
    const answer = envelope(portal, response, parsed.data);
    if (!parsed.success) return answer.refuse(PROXY_REFUSALS.body);
    const wanted = String(request.query.appId ?? '');
    const installed = apps.find(({ app }) => wanted === '' || String(app.appId) === wanted);
    const refusal = installed === undefined ? PROXY_REFUSALS.notPermitted : refusalOf(installed, parsed.data);
    if (installed === undefined || refusal !== undefined)
      return answer.refuse(refusal ?? PROXY_REFUSALS.notPermitted);
    const { appId } = installed.app;
    const count = running.get(appId) ?? 0;
    if (count >= MAX_CONCURRENT) return answer.refuse(PROXY_REFUSALS.concurrency);
    running.set(appId, count + 1);
    const outcome = await callAppServer(callOf(portal, installed, user, parsed.data, now()));
    running.set(appId, (running.get(appId) ?? 1) - 1);
    if ('category' in outcome) return answer.refuse(outcome);
    return answer.handOn(outcome.status, outcome.body);
  });
  router.use(FETCH_PROXY_PATH, refuseLargeBodies(portal));
  return router;
}

function refusalOf(
  { project }: InstalledApp,
  { requestUri, requestHeaders }: FetchRequest,
): ProxyRefusal | undefined {
  const headers = Object.keys(requestHeaders ?? {});
  if (headers.length > 1) return PROXY_REFUSALS.tooManyHeaders;
  if (headers.some(name => name.toLowerCase() !== 'authorization')) return PROXY_REFUSALS.headers;
  if (!URL.canParse(requestUri)) return PROXY_REFUSALS.malformedUrl;
  // Permitted addresses match as prefixes, at the border of a path's part (project schema; the border is assumed).
  const { href } = new URL(requestUri);
  const isPermitted = project.permittedFetchUrls.some(each => {
    const prefix = new URL(each).href.replace(/\/$/, '');
    return href.startsWith(prefix) && /^([/?#]|$)/.test(href.slice(prefix.length));
  });
  return isPermitted ? undefined : PROXY_REFUSALS.notPermitted;
}

function callOf(
  portal: Portal,
  installed: InstalledApp,
  user: User,
  request: FetchRequest,
  timestamp: number,
) {
  const url = new URL(installed.locate(request.requestUri));
  url.hash = '';
  // The platform's own parameters come last; a card's own of the same name stay before them (assumed).
  url.searchParams.append('userId', String(user.userId));
  url.searchParams.append('portalId', String(portal.account.portalId));
  url.searchParams.append('userEmail', user.email);
  url.searchParams.append('appId', String(installed.app.appId));
  const hasBody =
    request.method !== 'GET' && request.requestBody !== undefined && request.requestBody !== null;
  const [authorization] = Object.values(request.requestHeaders ?? {});
  return {
    method: request.method,
    url: url.href,
    body: hasBody ? JSON.stringify(request.requestBody) : '',
    secret: installed.app.clientSecret,
    authorization,
    timeoutMs: Math.min(request.requestTimeoutMillis, LONGEST_TIMEOUT_MS),
    timestamp,
  };
}

/** The envelope of an answer: a success with the server's own status, everything else of it as a bad gateway in a 200. */
function envelope({ account }: Portal, response: Response, request: FetchRequest | undefined) {
  const context = {
    correlationId: [randomUUID()],
    portalId: [String(account.portalId)],
    httpMethod: [request?.method ?? ''],
    requestUri: [request?.requestUri ?? ''],
  };
  return {
    refuse({ status, category, message }: ProxyRefusal) {
      response.status(status).json({ status: 'error', category, message, context });
    },
    handOn(status: number, responseBody: unknown) {
      const seen = { ...context, appServerStatusCode: [String(status)] };
      if (status < 300) {
        // A 204 has no room for an envelope.
        response
          .status(status === 204 ? 200 : status)
          .json({ status: 'success', responseBody, context: seen });
        return;
      }
      response.status(200).json({
        status: 'error',
        context: seen,
        message: 'Error returned from Request Uri',
        responseBody,
        errors: [{ message: `Unacceptable HTTP status ${status} calling ${request?.requestUri}` }],
        category: 'BAD_GATEWAY',
      });
    },
  };
}

function refuseLargeBodies(portal: Portal): ErrorRequestHandler {
  return (error: { type?: string }, _request, response, next) => {
    if (error.type === 'entity.too.large')
      envelope(portal, response, undefined).refuse(PROXY_REFUSALS.tooLarge);
    else next(error);
  };
}
