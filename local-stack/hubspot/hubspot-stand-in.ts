import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express } from 'express';
import { faultRoutes } from '../stand-in/faults.ts';
import { requireToken } from './authentication.ts';
import { contactRoutes } from './contacts/contact-routes.ts';
import { unknownObjectType } from './contacts/contact-writes.ts';
import { createSearchIndex, type SearchIndex } from './contacts/search-index.ts';
import { authorizeRoutes } from './oauth/authorize-routes.ts';
import { createOauthGrants, type GrantTimes, type OauthGrants } from './oauth/oauth-grants.ts';
import { tokenRoutes } from './oauth/token-routes.ts';
import { answerWithError, PlatformError } from './platform-error.ts';
import { openPortal, type Portal } from './portal.ts';
import { propertyRoutes } from './properties/property-routes.ts';
import { DEFAULT_RATE_LIMITS, limitRequests, type RateLimits } from './rate-limits.ts';

export interface HubspotStandInOptions {
  /** The portal's directory: `portal.json`, `properties/`, `records/`, and the journal that it grows. */
  directory: string;
  /** 0 is any free port. */
  port?: number;
  limits?: Partial<RateLimits>;
  /** How long an access token lasts; the platform's own is 1800. */
  accessTokenSeconds?: number;
  /** How long an authorization code lasts (assumed: the platform says only that it is short). */
  codeSeconds?: number;
  /** How long a change stays hidden from the search; 0 unless asked for. */
  searchLagMs?: number;
  /** The clock, epoch milliseconds. */
  now?: () => number;
}

export interface HubspotStandIn {
  /** Where both of the platform's hosts, its API and its consent page, are found. */
  url: string;
  close(): Promise<void>;
}

const DEFAULT_TIMES: GrantTimes = { accessTokenSeconds: 1800, codeSeconds: 60 };

/** Serves one portal on 127.0.0.1 until it is closed. */
export async function startHubspotStandIn(options: HubspotStandInOptions): Promise<HubspotStandIn> {
  const portal = openPortal(options.directory);
  const server = createServer(createApp(portal, options));
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      portal.close();
    },
  };
}

function createApp(portal: Portal, options: HubspotStandInOptions): Express {
  const now = options.now ?? Date.now;
  const times = {
    accessTokenSeconds: options.accessTokenSeconds ?? DEFAULT_TIMES.accessTokenSeconds,
    codeSeconds: options.codeSeconds ?? DEFAULT_TIMES.codeSeconds,
  };
  const grants = createOauthGrants(portal, times, now);
  const app = express();
  app.disable('x-powered-by');
  app.use((_request, response, next) => {
    response.set('Date', new Date(now()).toUTCString());
    next();
  });
  app.use(faultRoutes());
  app.use(authorizeRoutes(portal, grants));
  app.use(tokenRoutes(portal, grants, now));
  app.use(requireToken(grants, now));
  app.use(limitRequests({ ...DEFAULT_RATE_LIMITS, ...options.limits }, now));
  app.use(express.json({ limit: '10mb' }));
  const index = createSearchIndex(portal, options.searchLagMs ?? 0, now);
  mountApi(app, { portal, index, grants, now });
  app.use(answerWithError);
  return app;
}

interface Served {
  portal: Portal;
  index: SearchIndex;
  grants: OauthGrants;
  now: () => number;
}

/** The API under its dated paths and, with the same handlers, under the older ones that HubSpot's own client calls. */
function mountApi(app: Express, { portal, index, grants, now }: Served): void {
  const contacts = contactRoutes(portal, index, now);
  const properties = propertyRoutes(portal, now);
  for (const objectType of ['contacts', 'contact', '0-1']) {
    app.use([`/crm/objects/2026-03/${objectType}`, `/crm/v3/objects/${objectType}`], contacts);
    app.use([`/crm/properties/2026-03/${objectType}`, `/crm/v3/properties/${objectType}`], properties);
  }
  app.use(
    [
      '/crm/objects/2026-03/:objectType',
      '/crm/v3/objects/:objectType',
      '/crm/properties/2026-03/:objectType',
    ],
    request => {
      throw unknownObjectType(String(request.params.objectType));
    },
  );
  app.get(['/account-info/2026-03/details', '/account-info/v3/details'], (_request, response) => {
    response.json(accountDetails(portal));
  });
  app.delete(
    ['/appinstalls/2026-03/external-install', '/appinstalls/v3/external-install'],
    (_request, response) => {
      grants.uninstall(String(response.locals.clientId));
      response.status(204).end();
    },
  );
  app.use(() => {
    throw new PlatformError(404, { message: 'resource not found' });
  });
}

/** The fields of the account information API; it gives no name of the account, only its number and domain. */
function accountDetails({ account }: Portal): Record<string, unknown> {
  return {
    portalId: account.portalId,
    accountType: 'STANDARD',
    timeZone: 'UTC',
    companyCurrency: 'EUR',
    additionalCurrencies: [],
    utcOffset: '+00:00',
    utcOffsetMilliseconds: 0,
    uiDomain: 'app.hubspot.com',
    dataHostingLocation: 'na1',
  };
}
