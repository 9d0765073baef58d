import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import express, { type Express, json, type Request, type RequestHandler } from 'express';
import { type ViewerName, viewerOf } from '../viewer-name.ts';
import type { ApexContext } from './apex/apex-context.ts';
import { APEX_METHODS } from './apex/apex-methods.ts';
import { ApexProblem } from './apex/apex-problem.ts';
import { designSystemStyles } from './bundle/design-system.ts';
import { componentScript, platformScript } from './component-script.ts';
import { LANGUAGES, type Language, packageLabels } from './labels.ts';
import { describeLeadFields, isLeadId, readLead } from './org/read-record.ts';
import { homePage, messagePage, type PageFrame, recordPage, setupPage } from './pages.ts';
import type { Viewer } from './viewer.ts';

/** Which org is shown, to whom, and how the service is reached from inside of it. */
export interface SalesforceHostOptions {
  /** 0 takes any free one. */
  port: number;
  orgName: string;
  organizationId: string;
  viewers: Readonly<Record<ViewerName, Viewer>>;
  saveSetting: ApexContext['saveSetting'];
  /** Where the service's own page is. */
  serviceUrl: string;
}

export interface SalesforceHost {
  url: string;
  close(): Promise<void>;
}

/** The platform's part of the pages; the package's own components ask for less. */
const TIME_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;
const LOCALES = { en: 'en-GB', de: 'de-DE' } as const;

/**
 * Serves home and record pages in which the package's Lightning components run as they are, on the loopback address. The host
 * plays the platform: pages, Lightning Data Service, and the package's Apex classes.
 */
export async function startSalesforceHost(options: SalesforceHostOptions): Promise<SalesforceHost> {
  const script = componentScript();
  // Whoever opens a page hears of a failure; here nobody waits.
  script.catch(() => undefined);
  const app = express();
  app.disable('x-powered-by');
  app.use(onlyLoopbackNames);
  app.use(assetRoutes(script), uiRoutes(options), pageRoutes(options));
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

function assetRoutes(script: Promise<string>): express.Router {
  const router = express.Router();
  const styles = readFileSync(join(import.meta.dirname, 'page.css'), 'utf8');
  router.get('/assets/components.js', async (_request, response) => {
    response.type('js').send(await script);
  });
  router.get('/assets/platform.js', (_request, response) => void response.type('js').send(platformScript()));
  router.get('/assets/design-system.css', (_request, response) => {
    response.type('css').send(designSystemStyles());
  });
  router.get('/assets/page.css', (_request, response) => void response.type('css').send(styles));
  return router;
}

/** What the pages' scripts ask: records and Apex. */
function uiRoutes(options: SalesforceHostOptions): express.Router {
  const router = express.Router();
  router.get('/ui/records/Lead/:id', async (request, response) => {
    const { id } = request.params;
    const names = String(request.query.fields ?? '').split(',');
    const { session } = options.viewers.rep;
    const record = isLeadId(id) ? await readLead(await session.connect(), id, names) : undefined;
    if (record === undefined)
      response.status(404).json({ message: 'The record is not there, or not for you' });
    else response.json(record);
  });
  // JSON only: a form of another page cannot send that.
  router.post('/ui/apex/:method', json({ limit: '100kb' }), async (request, response) => {
    const method = APEX_METHODS.get(request.params.method);
    if (method === undefined || !request.is('json')) {
      response.status(404).json({ message: 'There is no such method' });
      return;
    }
    try {
      const { organizationId, saveSetting, viewers } = options;
      const context: ApexContext = {
        ...{ ...viewers[viewerOf(request.query)], organizationId, saveSetting },
        ...{ language: languageOf(request), timeZone: TIME_ZONE },
      };
      response.json(await method(context, (request.body ?? {}) as Record<string, unknown>));
    } catch (error) {
      if (!(error instanceof ApexProblem)) throw error;
      response.status(500).json({ message: error.message });
    }
  });
  return router;
}

function pageRoutes(options: SalesforceHostOptions): express.Router {
  const router = express.Router();
  router.get(['/', '/lightning', '/lightning/page/home'], (request, response) => {
    response.type('html').send(homePage(frameOf(options, request)));
  });
  router.get('/lightning/page/setup', (request, response) => {
    response.type('html').send(setupPage(frameOf(options, request)));
  });
  router.get('/lightning/r/Lead/:id/view', async (request, response) => {
    const frame = frameOf(options, request);
    const { id } = request.params;
    const connection = await options.viewers[viewerOf(request.query)].session.connect();
    const fields = await describeLeadFields(connection);
    const names = fields.map(({ name }) => name);
    const record = isLeadId(id) ? await readLead(connection, id, names) : undefined;
    if (record === undefined) {
      response
        .status(404)
        .type('html')
        .send(messagePage(frame, 'No such lead', 'It is not there, or not for you.'));
      return;
    }
    response.type('html').send(recordPage(frame, { recordId: id, record, fields }));
  });
  router.use((request, response) => {
    response
      .status(404)
      .type('html')
      .send(messagePage(frameOf(options, request), 'No such page', 'Go to Home.'));
  });
  return router;
}

function frameOf(options: SalesforceHostOptions, request: Request): PageFrame {
  const { orgName, viewers, serviceUrl } = options;
  const viewer = viewerOf(request.query);
  const { session, permissions } = viewers[viewer];
  const language = languageOf(request);
  const i18n = { lang: language, locale: LOCALES[language], dir: 'ltr', timeZone: TIME_ZONE };
  const given = {
    ...{ language, viewer, permissions, i18n, labels: packageLabels(language) },
    user: { Id: session.user.id, isGuest: false },
  };
  return { language, orgName, userName: session.user.name, viewer, given, serviceUrl };
}

function languageOf(request: Request): Language {
  return LANGUAGES.find(language => language === request.query.language) ?? 'en';
}

function listen(app: Express, port: number): Promise<Server> {
  const server = createServer(app);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
