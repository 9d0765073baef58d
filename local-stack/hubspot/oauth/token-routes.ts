import { randomUUID } from 'node:crypto';
import { type Response, Router, urlencoded } from 'express';
import { z } from 'zod';
import type { App } from '../portal/account.ts';
import type { Portal } from '../portal/portal.ts';
import type { AccessToken, OauthGrants } from './oauth-grants.ts';

/** The token endpoints' fields. They are read from the form body only: secrets in an address are not seen. */
const formSchema = z.record(z.string(), z.string());
type Form = z.output<typeof formSchema>;

/** Why the endpoint refuses; `status` is the platform's own word beside OAuth's `error`. */
interface Refusal {
  http: number;
  error: string;
  status: string;
  message: string;
}

const refuse = (error: string, status: string, message: string, http = 400): Refusal => ({
  http,
  error,
  status,
  message,
});
const BAD_CLIENT_ID = refuse('invalid_client', 'BAD_CLIENT_ID', 'missing or invalid client id');
const BAD_CLIENT_SECRET = refuse('invalid_client', 'BAD_CLIENT_SECRET', 'missing or invalid client secret');
const BAD_GRANT_TYPE = refuse('unsupported_grant_type', 'BAD_GRANT_TYPE', 'missing or unknown grant type');
const BAD_AUTH_CODE = refuse('invalid_grant', 'BAD_AUTH_CODE', 'missing or unknown auth code');
const EXPIRED_AUTH_CODE = refuse('invalid_grant', 'EXPIRED_AUTH_CODE', 'access code expired');
const BAD_REDIRECT_URI = refuse('invalid_grant', 'BAD_REDIRECT_URI', 'missing or invalid redirect uri');
const BAD_REFRESH_TOKEN = refuse('invalid_grant', 'BAD_REFRESH_TOKEN', 'missing or invalid refresh token');

/** `/oauth/2026-03/token`, `/token/introspect` and `/token/revoke`. */
export function tokenRoutes(portal: Portal, grants: OauthGrants, now: () => number): Router {
  const router = Router();
  const form = urlencoded({ extended: false });
  const path = '/oauth/2026-03/token';

  const withApp = (body: unknown, response: Response, act: (app: App, fields: Form) => Refusal | object) => {
    const fields = formSchema.safeParse(body ?? {}).data ?? {};
    const app = authenticateApp(portal, fields);
    sendOutcome(response, 'http' in app ? app : act(app, fields));
  };

  router.post(path, form, (request, response) => {
    withApp(request.body, response, (app, fields) => {
      const issued = issue(app, fields, grants, now());
      return 'http' in issued ? issued : tokenAnswer(portal, issued, now());
    });
  });
  router.post(`${path}/introspect`, form, (request, response) => {
    withApp(request.body, response, (app, fields) => introspect(portal, app, fields, grants, now()));
  });
  router.post(`${path}/revoke`, form, (request, response) => {
    withApp(request.body, response, (_app, fields) => {
      const token = fields.token ?? '';
      if (grants.grant(token) !== undefined) grants.revokeGrant(token);
      else grants.revokeAccessToken(token);
      return {};
    });
  });
  return router;
}

function authenticateApp({ account }: Portal, fields: Form): App | Refusal {
  const app = account.apps.find(each => each.clientId === fields.client_id);
  if (app === undefined) return BAD_CLIENT_ID;
  return app.clientSecret === fields.client_secret ? app : BAD_CLIENT_SECRET;
}

function issue(app: App, fields: Form, grants: OauthGrants, now: number): AccessToken | Refusal {
  switch (fields.grant_type) {
    case 'authorization_code': {
      const code = grants.takeCode(fields.code ?? '');
      if (code === undefined || code.clientId !== app.clientId) return BAD_AUTH_CODE;
      if (code.expiresAt <= now) return EXPIRED_AUTH_CODE;
      if (code.redirectUri !== fields.redirect_uri) return BAD_REDIRECT_URI;
      return grants.issueAccessToken(grants.createGrant(code));
    }
    case 'refresh_token': {
      const grant = grants.grant(fields.refresh_token ?? '');
      if (grant === undefined || grant.clientId !== app.clientId) return BAD_REFRESH_TOKEN;
      return grants.issueAccessToken(grant);
    }
    default:
      return BAD_GRANT_TYPE;
  }
}

function tokenAnswer({ account }: Portal, issued: AccessToken, now: number) {
  return {
    token_type: 'bearer',
    token_use: 'access_token',
    access_token: issued.token,
    refresh_token: issued.refreshToken,
    expires_in: Math.round((issued.expiresAt - now) / 1000),
    hub_id: account.portalId,
    user_id: issued.userId,
    scopes: issued.scopes,
  };
}

function introspect({ account }: Portal, app: App, fields: Form, grants: OauthGrants, now: number) {
  const token = fields.token ?? '';
  const access = grants.accessToken(token);
  const held = access ?? grants.grant(token);
  const expired = access !== undefined && access.expiresAt <= now;
  if (held === undefined || held.clientId !== app.clientId || expired) return { active: false };
  return {
    active: true,
    token_use: access === undefined ? 'refresh_token' : 'access_token',
    client_id: held.clientId,
    app_id: app.appId,
    hub_id: account.portalId,
    hub_domain: account.name,
    user_id: held.userId,
    user: account.users.find(each => each.userId === held.userId)?.email,
    scopes: held.scopes,
    ...(access === undefined ? {} : { expires_in: Math.round((access.expiresAt - now) / 1000) }),
  };
}

function sendOutcome(response: Response, outcome: Refusal | object): void {
  if (!('http' in outcome)) {
    response.json(outcome);
    return;
  }
  const { http, error, status, message } = outcome as Refusal;
  response
    .status(http)
    .json({ status, message, error, error_description: message, correlationId: randomUUID() });
}
