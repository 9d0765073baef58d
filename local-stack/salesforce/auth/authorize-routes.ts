import { Router, urlencoded } from 'express';
import type { AuthorizationCodes } from './authorization-codes.ts';
import { consentPage } from './consent-page.ts';
import { type Apps, findApp } from './find-app.ts';
import { OAuthError } from './oauth-error.ts';

type Fields = Readonly<Record<string, string>>;

/**
 * `/services/oauth2/authorize`: the page that asks a user, and the form that is the answer. There is no page to log in: whoever
 * opens it may choose any of the org's users.
 */
export function authorizeRoutes(context: Apps, codes: AuthorizationCodes): Router {
  const router = Router();
  const path = '/services/oauth2/authorize';
  router.get(path, (request, response) => {
    const fields = textFields(request.query);
    const { app } = readRequest(context, fields);
    response.send(consentPage(context.org.settings, app, fields));
  });
  router.post(path, urlencoded({ extended: false }), (request, response) => {
    const fields = textFields(request.body);
    response.redirect(302, targetOf(context, codes, fields));
  });
  return router;
}

/** Where the browser goes with its code, or with the refusal. */
function targetOf(context: Apps, codes: AuthorizationCodes, fields: Fields): string {
  const { app, redirectUri, codeChallenge } = readRequest(context, fields);
  const target = new URL(redirectUri);
  const user = context.org.settings.users.find(each => each.username === fields.username);
  if (fields.decision === 'deny' || user === undefined) {
    target.searchParams.set('error', 'access_denied');
    target.searchParams.set('error_description', 'end-user denied authorization');
  } else {
    const code = { user, clientId: app.clientId, redirectUri, codeChallenge };
    target.searchParams.set('code', codes.issue(code));
  }
  if (fields.state !== undefined) target.searchParams.set('state', fields.state);
  return target.href;
}

/** @throws OAuthError for a request that must not be sent back to where it says it came from */
function readRequest(context: Apps, fields: Fields) {
  const app = findApp(context, fields.client_id);
  const redirectUri = fields.redirect_uri ?? '';
  if (!app.callbackUrls.includes(redirectUri))
    throw new OAuthError('redirect_uri_mismatch', 'redirect_uri must match configuration');
  if (fields.response_type !== 'code')
    throw new OAuthError('unsupported_response_type', 'response type not supported');
  const codeChallenge = fields.code_challenge;
  if (codeChallenge === undefined) throw new OAuthError('invalid_request', 'missing required code challenge');
  // Assumed: the platform names S256 only.
  if ((fields.code_challenge_method ?? 'S256') !== 'S256')
    throw new OAuthError('invalid_request', 'invalid code challenge method');
  return { app, redirectUri, codeChallenge };
}

function textFields(source: unknown): Fields {
  const entries = Object.entries((source ?? {}) as Record<string, unknown>);
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
