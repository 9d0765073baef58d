import express, { type Express } from 'express';
import { faultRoutes } from '../stand-in/faults.ts';
import { type InstalledApp, installApp } from './app-project/installed-app.ts';
import { readAppProject } from './app-project/read-app-project.ts';
import { requireToken } from './authentication.ts';
import { fetchProxy } from './extensions/fetch-proxy.ts';
import { submitRoutes } from './forms/submit-routes.ts';
import { mountApi } from './mount-api.ts';
import { authorizeRoutes } from './oauth/authorize-routes.ts';
import { createOauthGrants, type OauthGrants } from './oauth/oauth-grants.ts';
import { tokenRoutes } from './oauth/token-routes.ts';
import { loginRoutes } from './pages/login-routes.ts';
import { createUserSessions } from './pages/user-sessions.ts';
import { answerWithError } from './platform-error.ts';
import type { Portal } from './portal/portal.ts';
import { DEFAULT_RATE_LIMITS, limitRequests } from './rate-limits.ts';
import { createSearchIndex } from './search/search-index.ts';
import type { HubspotStandInOptions } from './stand-in-options.ts';
import { webhookControlRoutes } from './webhooks/webhook-control-routes.ts';
import { createWebhookSender, type WebhookSender } from './webhooks/webhook-sender.ts';
import { workflowControlRoutes } from './workflows/workflow-control-routes.ts';
import { createWorkflowEngine, type WorkflowEngine } from './workflows/workflow-engine.ts';

/** The platform's own times: seconds that a token and an authorization code last. */
const ACCESS_TOKEN_SECONDS = 1800;
const CODE_SECONDS = 60;

/** A portal's whole face: API, consent page, users' pages, and what it sends by itself. */
export interface PortalApp {
  app: Express;
  webhooks: WebhookSender | undefined;
  workflows: WorkflowEngine;
}

/** Puts a portal behind HTTP, and its webhooks and workflows behind what happens in it. */
export function createPortalApp(portal: Portal, options: HubspotStandInOptions): PortalApp {
  const now = options.now ?? Date.now;
  const grants = createOauthGrants(
    portal,
    {
      accessTokenSeconds: options.accessTokenSeconds ?? ACCESS_TOKEN_SECONDS,
      codeSeconds: options.codeSeconds ?? CODE_SECONDS,
    },
    now,
  );
  const apps = uploadedApps(portal, options);
  const webhooks = openWebhooks(portal, apps, grants, { ...options, now });
  const workflows = createWorkflowEngine(portal, apps, now);
  portal.listen(events => webhooks?.accept(events));
  portal.listen(events => workflows.accept(events));

  const sessions = createUserSessions();
  const app = express();
  app.disable('x-powered-by');
  app.use((_request, response, next) => {
    response.set('Date', new Date(now()).toUTCString());
    next();
  });
  app.use(faultRoutes());
  app.use(webhookControlRoutes(webhooks));
  app.use(workflowControlRoutes(workflows));
  app.use(authorizeRoutes(portal, grants));
  app.use(tokenRoutes(portal, grants, now));
  app.use(loginRoutes(portal, sessions));
  app.use(fetchProxy(portal, apps, sessions, now));
  app.use('/submissions/v3/integration/submit', submitRoutes(portal, now));
  app.use(requireToken(grants, sessions, now));
  app.use(limitRequests({ ...DEFAULT_RATE_LIMITS, ...options.limits }, now));
  app.use(express.json({ limit: '10mb' }));
  const index = createSearchIndex(portal, options.searchLagMs ?? 0, now);
  mountApi(app, { portal, index, grants, workflows, now });
  app.use(answerWithError);
  return { app, webhooks, workflows };
}

/** After an upload the app asks for what its project says; redirect addresses that were registered stay good. */
function uploadedApps({ account }: Portal, { appProject }: HubspotStandInOptions): InstalledApp[] {
  const [registered] = account.apps;
  if (appProject === undefined || registered === undefined) return [];
  const project = readAppProject(appProject.directory);
  const redirectUrls = [...registered.redirectUrls, ...project.auth.redirectUrls];
  const app = { ...registered, ...project.auth, redirectUrls };
  account.apps[0] = app;
  return [installApp(app, project, appProject.origins ?? {})];
}

function openWebhooks(
  { account }: Portal,
  [installed]: readonly InstalledApp[],
  grants: OauthGrants,
  { now, webhookTimeoutMs }: HubspotStandInOptions & { now: () => number },
): WebhookSender | undefined {
  if (installed?.project.webhooks === undefined) return undefined;
  return createWebhookSender({
    ...{ installed, portalId: account.portalId, now },
    isInstalled: () => grants.isInstalled(installed.app.clientId),
    ...(webhookTimeoutMs === undefined ? {} : { timeoutMs: webhookTimeoutMs }),
  });
}
