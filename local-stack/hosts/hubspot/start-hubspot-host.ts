import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import express, { type Express, json, type RequestHandler } from 'express';
import { type ViewerName, viewerOf } from '../viewer-name.ts';
import { appScripts } from './app-scripts.ts';
import { pageRoutes } from './page-routes.ts';
import type { PortalSession } from './portal/portal-session.ts';
import {
  isObjectId,
  isObjectType,
  readAssociations,
  readProperties,
  searchRecords,
} from './portal/read-records.ts';

/** Which portal is shown, to whom, and as which app. */
export interface HubspotHostOptions {
  /** 0 takes any free one. */
  port: number;
  portalId: number;
  portalName: string;
  appId: number;
  viewers: Readonly<Record<ViewerName, PortalSession>>;
  /** Where the service's own page is. */
  serviceUrl: string;
}

export interface HubspotHost {
  url: string;
  close(): Promise<void>;
}

const FETCH_PROXY = '/api/crm-extensibility/execution/internal/v3/proxy';

/**
 * Serves record pages, settings and the app's own pages in which the app's extensions run as HubSpot's bundler makes them, on the
 * loopback address. The host plays the pages; the portal itself answers for records, and carries the calls of the service.
 */
export async function startHubspotHost(options: HubspotHostOptions): Promise<HubspotHost> {
  const scripts = appScripts();
  // Whoever opens a page hears of a failure; here nobody waits.
  scripts.catch(() => undefined);
  const app = express();
  app.disable('x-powered-by');
  app.use(onlyLoopbackNames);
  app.use(assetRoutes(scripts), uiRoutes(options), pageRoutes(options));
  const server = await listen(app, options.port);
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise<void>(resolve => server.close(() => resolve()));
    },
  };
}

/** A page elsewhere must not reach the host by a name of its own. */
const onlyLoopbackNames: RequestHandler = (request, response, next) => {
  if (['localhost', '127.0.0.1'].includes(request.hostname)) next();
  else response.status(421).send('This is served to localhost only');
};

function assetRoutes(scripts: ReturnType<typeof appScripts>): express.Router {
  const router = express.Router();
  const styles = readFileSync(join(import.meta.dirname, 'page.css'), 'utf8');
  router.get('/assets/page.css', (_request, response) => void response.type('css').send(styles));
  router.get('/assets/:name', async (request, response) => {
    const script = (await scripts)[request.params.name];
    if (script === undefined) response.status(404).end();
    else response.type('js').send(script);
  });
  return router;
}

/** What the pages' scripts ask: records, and calls of the service by the portal's proxy. JSON only: a form elsewhere cannot send that. */
function uiRoutes({ viewers }: HubspotHostOptions): express.Router {
  const router = express.Router();
  const sessionOf = ({ query }: express.Request) => viewers[viewerOf(query)];
  router.use('/ui', json({ limit: '1mb' }), (request, response, next) => {
    if (request.method === 'POST' && request.is('json')) next();
    else response.status(404).json({ message: 'There is no such call' });
  });
  router.post('/ui/fetch', async (request, response) => {
    const query = new URLSearchParams({ appId: String(request.query.appId ?? '') });
    const { status, body } = await sessionOf(request).call(
      'POST',
      `${FETCH_PROXY}?${query}`,
      request.body as object,
    );
    response.status(status).json(body);
  });
  router.post('/ui/:what/:objectTypeId/:objectId', async (request, response) => {
    const { what, objectTypeId, objectId } = request.params;
    const isRecord = isObjectType(objectTypeId) && isObjectId(objectId);
    const key = { objectTypeId, objectId };
    const { names } = request.body as { names?: unknown };
    if (isRecord && what === 'records' && Array.isArray(names)) {
      const properties = await readProperties(sessionOf(request), key, names.map(String));
      if (properties !== undefined) return void response.json(properties);
    }
    if (isRecord && what === 'associations')
      return void response.json(await readAssociations(sessionOf(request), key, request.body as never));
    response.status(404).json({ message: 'The record is not there, or not for you' });
  });
  router.post('/ui/search', async (request, response) => {
    response.json(await searchRecords(sessionOf(request), request.body as never));
  });
  return router;
}

function listen(app: Express, port: number): Promise<Server> {
  const server = createServer(app);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
