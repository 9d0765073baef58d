import { AccessError } from '@aix/shared-scoring';
import express, { type Express, json, Router } from 'express';
import helmet from 'helmet';
import type { Logger } from 'pino';
import type { LoginCodes } from '../security/login-codes.ts';
import type { MailLinks } from '../security/mail-links.ts';
import type { Sessions } from '../security/sessions.ts';
import type { Context } from '../use-cases/context.ts';
import type { Collector } from '../use-cases/engagement/ingest-events.ts';
import { channelPageRouter } from './alerts/channel-page.ts';
import { confirmPageRouter } from './alerts/confirm-page.ts';
import { requireCaller, setSession } from './authenticate.ts';
import { collectOperation } from './collect/collect-operation.ts';
import { collectRouter } from './collect/collect-router.ts';
import { createGuessLimit, type Doorkeeper } from './guess-limit.ts';
import { type RecordPages, sendHomePage } from './home-page.ts';
import { keepSignedBody } from './hubspot/signed-body.ts';
import { WEBHOOK_PATH, webhookOperation, webhookRouter } from './hubspot/webhook-router.ts';
import { workflowOperations, workflowRouter } from './hubspot/workflow-router.ts';
import { createMetrics } from './metrics.ts';
import { openapiOf } from './openapi.ts';
import { answerNotFound, answerProblem } from './problem.ts';
import { LARGEST_BODY, mountRoutes } from './route.ts';
import { createRoutes } from './routes.ts';
import { mailLinkOperations, mailLinkRouter } from './tracking/mail-link-router.ts';
import { trackerOperation, trackerRouter } from './tracking/tracker-router.ts';

export interface HttpOptions {
  context: Context;
  collector: Collector;
  sessions: Sessions;
  loginCodes: LoginCodes;
  mailLinks: MailLinks;
  log: Logger;
  publicUrl: string;
  /** Client secrets of the HubSpot app in force; none where HubSpot is not set up. */
  hubspotSecrets: readonly string[];
  /** Where a person opens a record of a CRM, see `Config`. */
  recordPages: RecordPages;
  /** Further pages for the home page, see `Config`. */
  morePages: readonly { name: string; href: string }[];
  /** How many proxies of the operator's own stand in front, whose word for a sender's address counts. */
  proxies: number;
  version: string;
}

/** The HTTP side of the service: the API, the plain page that links it, and what operators probe. */
export function createHttpApp({
  context,
  collector,
  sessions,
  loginCodes,
  mailLinks,
  log,
  publicUrl,
  hubspotSecrets,
  recordPages,
  morePages,
  proxies,
  version,
}: HttpOptions): Express {
  const metrics = createMetrics();
  const routes = createRoutes(context, sessions, publicUrl);
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', proxies);
  // A digest of every answer, for callers that keep none.
  app.disable('etag');
  app.use(helmet());
  app.use(metrics.measure);

  app.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  app.get('/readyz', async (_request, response) => {
    const ready = await context.database.query('select 1').then(
      () => true,
      () => false,
    );
    response.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'the database does not answer' });
  });
  app.get('/metrics', async (_request, response) => {
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  const others = {
    '/v1/collect': { post: collectOperation() },
    '/v1/tracker.js': { get: trackerOperation() },
    ...mailLinkOperations(),
    [WEBHOOK_PATH]: { post: webhookOperation() },
    ...workflowOperations(),
  };
  const description = openapiOf(routes, others, version);
  app.get('/openapi.json', (_request, response) => void response.json(description));

  const limitGuesses = createGuessLimit('sessions');
  const answerHome: Doorkeeper = async (request, response) => {
    const { code } = request.query;
    if (typeof code === 'string') {
      const tenantId = loginCodes.tenantOf(code);
      if (tenantId === undefined)
        throw new AccessError(
          'ERR_UNAUTHENTICATED',
          'This address is of an earlier start: open the one that npm start printed last',
        );
      setSession(response, await sessions.issue(tenantId), publicUrl);
      response.redirect(302, '/');
    } else {
      await sendHomePage(request, response, { context, sessions, recordPages, morePages });
    }
  };
  app.get('/', limitGuesses(answerHome));

  app.use(confirmPageRouter(context));
  app.use(channelPageRouter({ context, sessions, publicUrl, limitGuesses }));
  app.use(trackerRouter());
  app.use(collectRouter(context, collector, metrics.countFiltered));
  app.use(
    mailLinkRouter({
      ...{ context, collector, mailLinks, publicUrl, countFiltered: metrics.countFiltered },
      onLoss: error => log.warn({ name: (error as Error).name }, 'what a reader of an e-mail did is lost'),
    }),
  );
  const { countRefusal, countPortalRefusal, countEvents } = metrics;
  const verification = { publicUrl, hubspotSecrets, now: context.now, countPortalRefusal, log };
  app.use(webhookRouter({ ...verification, context, countEvents }));
  app.use(workflowRouter({ ...verification, context }));
  const api = Router();
  const authenticate = requireCaller({
    ...{ context, sessions, publicUrl, hubspotSecrets, log },
    ...{ limitGuesses, countRefusal, countPortalRefusal },
  });
  api.use('/v1', keepSignedBody(LARGEST_BODY), authenticate, json({ limit: LARGEST_BODY }));
  mountRoutes(api, routes, context);
  app.use(api);
  app.use(answerNotFound);
  app.use(answerProblem(log));
  return app;
}
