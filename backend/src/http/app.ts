import { AccessError } from '@aix/shared-scoring';
import express, { type Express, json, Router } from 'express';
import helmet from 'helmet';
import type { Logger } from 'pino';
import type { LoginCodes } from '../security/login-codes.ts';
import type { Sessions } from '../security/sessions.ts';
import type { Context } from '../use-cases/context.ts';
import type { Collector } from '../use-cases/engagement/ingest-events.ts';
import { requireCaller, SESSION_COOKIE } from './authenticate.ts';
import { collectOperation } from './collect/collect-operation.ts';
import { collectRouter } from './collect/collect-router.ts';
import { createGuessLimit, type Doorkeeper } from './guess-limit.ts';
import { type RecordPages, sendHomePage } from './home-page.ts';
import { createMetrics } from './metrics.ts';
import { openapiOf } from './openapi.ts';
import { answerNotFound, answerProblem } from './problem.ts';
import { mountRoutes } from './route.ts';
import { createRoutes } from './routes.ts';

export interface HttpOptions {
  context: Context;
  collector: Collector;
  sessions: Sessions;
  loginCodes: LoginCodes;
  log: Logger;
  publicUrl: string;
  /** Where a person opens a record of a CRM, see `Config`. */
  recordPages: RecordPages;
  version: string;
}

const LARGEST_BODY = '100kb';

/** The HTTP side of the service: the API, the plain page that links it, and what operators probe. */
export function createHttpApp({
  context,
  collector,
  sessions,
  loginCodes,
  log,
  publicUrl,
  recordPages,
  version,
}: HttpOptions): Express {
  const metrics = createMetrics();
  const routes = createRoutes(context, sessions, publicUrl);
  const app = express();
  app.disable('x-powered-by');
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
  const description = openapiOf(routes, { '/v1/collect': { post: collectOperation() } }, version);
  app.get('/openapi.json', (_request, response) => void response.json(description));

  const limitGuesses = createGuessLimit();
  const answerHome: Doorkeeper = async (request, response) => {
    const { code } = request.query;
    if (typeof code === 'string') {
      const tenantId = loginCodes.tenantOf(code);
      if (tenantId === undefined)
        throw new AccessError(
          'ERR_UNAUTHENTICATED',
          'This address is of an earlier start: open the one that npm start printed last',
        );
      const secure = publicUrl.startsWith('https:');
      response.cookie(SESSION_COOKIE, await sessions.issue(tenantId), {
        httpOnly: true,
        sameSite: 'lax',
        secure,
      });
      response.redirect(302, '/');
    } else {
      await sendHomePage(request, response, { context, sessions, recordPages });
    }
  };
  app.get('/', limitGuesses(answerHome));

  app.use(collectRouter(context, collector));
  const api = Router();
  const { countRefusal } = metrics;
  const authenticate = requireCaller({ context, sessions, publicUrl, limitGuesses, countRefusal, log });
  api.use('/v1', authenticate, json({ limit: LARGEST_BODY }));
  mountRoutes(api, routes, context);
  app.use(api);
  app.use(answerNotFound);
  app.use(answerProblem(log));
  return app;
}
