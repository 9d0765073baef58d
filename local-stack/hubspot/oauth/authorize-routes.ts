import { Router, urlencoded } from 'express';
import { type App, canGrant } from '../portal/account.ts';
import type { Portal } from '../portal/portal.ts';
import { consentPage, refusalPage } from './consent-page.ts';
import type { OauthGrants } from './oauth-grants.ts';

interface InstallRequest {
  app: App;
  redirectUri: string;
  scopes: string[];
  state: string | undefined;
}

/** What the platform shows when an install address cannot be used (its wording, as far as known). */
const REFUSALS = {
  client: 'Authorization failed because the client ID is missing or unknown. Contact the app developer.',
  redirect:
    'Authorization failed because the redirect URL doesn’t match the registered one in the app settings. Contact the app developer.',
  scopes:
    'Authorization failed because there is a mismatch between the scopes in the install URL and the app’s configured scopes. Contact the app developer.',
  products:
    'Authorization failed because this account doesn’t have access to all of the scopes that the app requires.',
} as const;

/** `app.hubspot.com/oauth/authorize`: the consent page, and the form that is the admin's consent. */
export function authorizeRoutes(portal: Portal, grants: OauthGrants): Router {
  const router = Router();
  router.get('/oauth/authorize', (request, response) => {
    const fields = textFields(request.query);
    const install = readInstallRequest(portal, fields);
    if (typeof install === 'string') response.status(400).send(refusalPage(install));
    else response.send(consentPage(portal.account, install.app, fields));
  });
  router.post('/oauth/authorize', urlencoded({ extended: false }), (request, response) => {
    const install = readInstallRequest(portal, textFields(request.body));
    if (typeof install === 'string') {
      response.status(400).send(refusalPage(install));
      return;
    }
    const { app, redirectUri, scopes, state } = install;
    const [admin] = portal.account.users;
    const code = grants.issueCode({
      clientId: app.clientId,
      redirectUri,
      scopes,
      userId: admin?.userId ?? 0,
    });
    const target = new URL(redirectUri);
    target.searchParams.set('code', code);
    if (state !== undefined) target.searchParams.set('state', state);
    response.redirect(302, target.href);
  });
  return router;
}

/**
 * The scopes asked for must be exactly the app's required ones; those asked for as optional may be any of its
 * conditionally required and optional ones. Of them the portal grants what its products have (OAuth reference). A
 * required scope that it cannot grant ends the install (assumed wording).
 */
function readInstallRequest({ account }: Portal, fields: Record<string, string>): InstallRequest | string {
  const app = account.apps.find(each => each.clientId === fields.client_id);
  if (app === undefined) return REFUSALS.client;
  const redirectUri = fields.redirect_uri ?? '';
  if (!app.redirectUrls.includes(redirectUri)) return REFUSALS.redirect;
  const required = splitScopes(fields.scope);
  const optional = splitScopes(fields.optional_scope);
  const same =
    required.length === app.requiredScopes.length &&
    required.every(each => app.requiredScopes.includes(each));
  const offered = [...app.conditionallyRequiredScopes, ...app.optionalScopes];
  if (!same || !optional.every(each => offered.includes(each))) return REFUSALS.scopes;
  if (!required.every(each => canGrant(account, each))) return REFUSALS.products;
  const granted = optional.filter(each => canGrant(account, each));
  return { app, redirectUri, scopes: [...required, ...granted], state: fields.state };
}

function splitScopes(text = ''): string[] {
  return [...new Set(text.split(/[ +]/).filter(scope => scope !== ''))];
}

function textFields(source: unknown): Record<string, string> {
  const entries = Object.entries((source ?? {}) as Record<string, unknown>);
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
