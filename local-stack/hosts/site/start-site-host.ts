import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import express, { type RequestHandler, Router } from 'express';
import type { SiteState } from './browser/live.ts';
import { nobodyPage, SITE_PAGES, sitePage, THANKS_PAGE } from './pages.ts';
import { panelScript } from './panel-script.ts';
import type { SiteHost, SiteHostOptions } from './site-host.ts';

/**
 * Serves a made-up bank's site on the loopback address, with the tracker in it as a customer puts it in, and beside it a panel with
 * what both CRMs show of the visitor.
 */
export async function startSiteHost(options: SiteHostOptions): Promise<SiteHost> {
  const app = express();
  app.disable('x-powered-by');
  app.use(onlyLoopbackNames, assetRoutes(await panelScript()), liveRoutes(options), pageRoutes(options));
  app.use((_request, response) => void response.status(404).type('text').send('There is no such page'));
  const server = createServer(app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
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

function assetRoutes(script: string): Router {
  const router = Router();
  const styles = readFileSync(join(import.meta.dirname, 'page.css'), 'utf8');
  router.get('/assets/page.css', (_request, response) => void response.type('css').send(styles));
  router.get('/assets/panel.js', (_request, response) => void response.type('js').send(script));
  return router;
}

/** How service and records stand with who visits now. */
async function siteState({ visitor, serviceState }: SiteHostOptions): Promise<SiteState> {
  const [service, ...records] = await Promise.all([
    serviceState().catch(() => null),
    ...(visitor()?.records ?? []).map(({ read }) => read().catch(() => null)),
  ]);
  return { service, records };
}

/** What the panel asks, and what its buttons do. */
function liveRoutes(options: SiteHostOptions): Router {
  const { changeVisitor, replay } = options;
  const router = Router();
  router.get('/live/state', async (_request, response) => {
    response.json(await siteState(options));
  });
  router.get('/live/replay', async (_request, response) => {
    response.json((await replay.progress()) ?? null);
  });
  const acts: Readonly<Record<string, () => unknown>> = {
    visitor: changeVisitor,
    replay: replay.start,
    'replay-stop': replay.stop,
  };
  for (const [name, act] of Object.entries(acts))
    router.post(`/live/${name}`, async (request, response) => {
      // JSON only: a form of another page cannot send that.
      const isOwn = Boolean(request.is('json'));
      if (isOwn) await act();
      response.status(isOwn ? 204 : 404).end();
    });
  return router;
}

function pageRoutes(options: SiteHostOptions): Router {
  const router = Router();
  for (const page of [...SITE_PAGES, THANKS_PAGE])
    router.get(page.path, async (_request, response) => {
      const visitor = options.visitor();
      // Who comes back to it is to see how the records stand then.
      response.type('html').set('cache-control', 'no-store');
      if (visitor === undefined) return void response.send(nobodyPage(options));
      const [token, state] = await Promise.all([visitor.identityToken(), siteState(options)]);
      response.send(sitePage(page, options, { visitor, token, state }));
    });
  router.post('/contact', (request, response) => {
    request.resume();
    response.redirect(303, THANKS_PAGE.path);
  });
  return router;
}
