import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express } from 'express';
import { faultRoutes } from '../stand-in/faults.ts';
import { orgAsUser } from './access/org-as-user.ts';
import { readPermissionSets } from './access/permission-set.ts';
import { createAccessTokens } from './auth/access-tokens.ts';
import { identityRoutes } from './auth/identity-routes.ts';
import { createRefreshTokens } from './auth/refresh-tokens.ts';
import { type TokenRoutesContext, tokenRoutes } from './auth/token-routes.ts';
import { bulkIngestRoutes } from './bulk/bulk-ingest-routes.ts';
import { bulkQueryRoutes } from './bulk/bulk-query-routes.ts';
import { tellChanges } from './events/event-bus.ts';
import { eventFaultRoutes } from './events/event-faults.ts';
import { noteOrigin } from './events/request-origin.ts';
import { startPubsub } from './events/start-pubsub.ts';
import { type Org, type OrgUser, openOrg } from './org.ts';
import { pageRoutes } from './pages/page-routes.ts';
import { PlatformError, sendPlatformError } from './platform-error.ts';
import { collectionRoutes } from './rest/collection-routes.ts';
import { createDailyLimit, type DailyLimit } from './rest/daily-limit.ts';
import {
  apiPathOf,
  countRequest,
  listVersions,
  requireSession,
  requireVersion,
  sessionOf,
} from './rest/gates.ts';
import { queryRoutes } from './rest/query-routes.ts';
import { sobjectRoutes } from './rest/sobject-routes.ts';
import { mergeRoutes } from './soap/merge-routes.ts';

/** What to serve, and the limits to scale in tests. */
export interface SalesforceStandInOptions {
  /** The org directory. */
  directory: string;
  /** 0, the default, takes any free one. */
  port?: number;
  /** How long an access token works; two hours unless said otherwise. */
  tokenLifetimeMs?: number;
  /** Most requests in 24 hours; `org.json` says it unless it is given here. */
  dailyApiRequests?: number;
  /** Rows in one page of a query; 2,000 unless said otherwise. */
  pageSize?: number;
  /** How long each answer takes at least. */
  answerDelayMs?: number;
  /** Port of the Pub/Sub API; 0, the default, takes any free one. */
  pubsubPort?: number;
  /** Within how many milliseconds a silent subscription gets a sign of life; 270 seconds unless said otherwise. */
  keepAliveMs?: number;
  /** The clock, epoch milliseconds. */
  now?: () => number;
}

export interface SalesforceStandIn {
  /** `http://127.0.0.1:<port>`: login host and instance in one. */
  url: string;
  /** The Pub/Sub API: `localhost:<port>`, and the certificate (PEM) that its clients must trust. */
  pubsub: { endpoint: string; certificate: string };
  /** What an admin does who blocks or uninstalls an app: its tokens and its grants stop working. */
  blockApp(clientId: string): void;
  close(): Promise<void>;
}

const TWO_HOURS_MS = 7_200_000;
const KEEP_ALIVE_MS = 270_000;

/**
 * Serves one org over HTTP on the loopback address.
 * @throws Error when the directory is no org, or the port is taken
 */
export async function startSalesforceStandIn(options: SalesforceStandInOptions): Promise<SalesforceStandIn> {
  const now = options.now ?? Date.now;
  const { org, bus } = tellChanges(openOrg(options.directory), now);
  const accessTokens = createAccessTokens(org, { lifetimeMs: options.tokenLifetimeMs ?? TWO_HOURS_MS, now });
  const refreshTokens = createRefreshTokens(org);
  const blocked = new Set<string>();
  let url = '';
  const ownUrl = () => url;
  const isBlocked = (clientId: string) => blocked.has(clientId);
  const app = express().use(eventFaultRoutes(bus.misbehave));
  app.use(createApp(options, { org, accessTokens, refreshTokens, ownUrl, now, isBlocked }));

  const server = await listen(app, options.port ?? 0);
  const keepAliveMs = options.keepAliveMs ?? KEEP_ALIVE_MS;
  const pubsub = await startPubsub({ org, bus, accessTokens, keepAliveMs }, options.pubsubPort ?? 0);
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    pubsub: { endpoint: pubsub.endpoint, certificate: pubsub.certificate },
    blockApp(clientId) {
      blocked.add(clientId);
      accessTokens.revokeApp(clientId);
      refreshTokens.revokeApp(clientId);
    },
    async close() {
      pubsub.close();
      server.closeAllConnections();
      await new Promise<void>(resolve => server.close(() => resolve()));
      org.store.close();
    },
  };
}

function createApp(options: SalesforceStandInOptions, context: TokenRoutesContext): Express {
  const { org, accessTokens, ownUrl, now } = context;
  const app = express();
  app.disable('x-powered-by');
  app.use(normaliseSlashes, tellTime(now), faultRoutes(), delayAnswers(options.answerDelayMs ?? 0));
  app.use(noteOrigin);
  app.use(tokenRoutes(context));
  app.get('/services/data', (_request, response) => void response.json(listVersions()));
  app.use(mergeRoutes(org, accessTokens, now));
  app.use(['/services', '/id'], requireSession(accessTokens));
  app.use(identityRoutes(org, ownUrl));
  const daily = createDailyLimit(options.dailyApiRequests ?? org.settings.dailyApiRequests, now);
  const sets = readPermissionSets(options.directory);
  const seenBy = (user: OrgUser) => orgAsUser(org, sets, user);
  app.use(pageRoutes(org, seenBy));
  const rest = restOfEachUser(seenBy, { daily, now, pageSize: options.pageSize ?? 2_000 });
  app.use('/services/data/:version', requireVersion, countRequest(daily), rest);
  app.use(() => {
    throw new PlatformError(404, 'NOT_FOUND', 'The requested resource does not exist');
  });
  app.use(sendPlatformError);
  return app;
}

interface RestOptions {
  org: Org;
  daily: DailyLimit;
  now: () => number;
  pageSize: number;
}

/** Each user has a REST API of its own, of the org as that user sees it. */
function restOfEachUser(
  seenBy: (user: OrgUser) => Org,
  options: Omit<RestOptions, 'org'>,
): express.RequestHandler {
  const routers = new Map<string, express.Router>();
  return (request, response, next) => {
    const { user } = sessionOf(response);
    const asUser = () => restRoutes({ ...options, org: seenBy(user) });
    const router = routers.get(user.id) ?? asUser();
    routers.set(user.id, router);
    router(request, response, next);
  };
}

function restRoutes({ org, daily, now, pageSize }: RestOptions): express.Router {
  const rest = express.Router();
  rest.get('/', (_request, response) => {
    const apiPath = apiPathOf(response);
    const resources = ['composite', 'jobs', 'limits', 'query', 'queryAll', 'sobjects'];
    response.json(Object.fromEntries(resources.map(name => [name, `${apiPath}/${name}`])));
  });
  rest.get('/limits', (_request, response) => {
    const requests = { Max: daily.limit, Remaining: daily.limit - daily.used() };
    response.json({ DailyApiRequests: requests, DailyBulkV2QueryJobs: { Max: 10_000, Remaining: 10_000 } });
  });
  rest.use(queryRoutes(org, { pageSize, now }));
  rest.use(collectionRoutes(org, now));
  rest.use(sobjectRoutes(org, now));
  rest.use(bulkQueryRoutes(org, now));
  rest.use(bulkIngestRoutes(org, now));
  return rest;
}

/** The platform takes `//services/data` for `/services/data`, and its own command line relies on it. */
const normaliseSlashes: express.RequestHandler = (request, _response, next) => {
  const [path = '', ...query] = request.url.split('?');
  request.url = [path.replace(/\/{2,}/g, '/'), ...query].join('?');
  next();
};

/** Answers carry the org's clock, which in a test is not the machine's. */
function tellTime(now: () => number): express.RequestHandler {
  return (_request, response, next) => {
    response.set('Date', new Date(now()).toUTCString());
    next();
  };
}

function delayAnswers(delayMs: number): express.RequestHandler {
  return (_request, _response, next) => {
    if (delayMs === 0) next();
    else setTimeout(next, delayMs);
  };
}

function listen(app: Express, port: number): Promise<Server> {
  const server = createServer(app);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
