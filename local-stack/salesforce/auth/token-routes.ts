import { Router, urlencoded } from 'express';
import type { Org } from '../org.ts';
import type { AccessTokens, Session } from './access-tokens.ts';
import { type AuthorizationCodes, createAuthorizationCodes } from './authorization-codes.ts';
import { OAuthError, sendOAuthError } from './oauth-error.ts';
import type { RefreshTokens } from './refresh-tokens.ts';
import { verifyAssertion } from './verify-assertion.ts';

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const SCOPE = 'api refresh_token';

export interface TokenRoutesContext {
  org: Org;
  accessTokens: AccessTokens;
  refreshTokens: RefreshTokens;
  /** Whether an admin has blocked the app. */
  isBlocked(clientId: string): boolean;
  ownUrl(): string;
  now(): number;
}

type Form = Readonly<Record<string, string | undefined>>;

/** `/services/oauth2/authorize`, `token` and `revoke`. */
export function tokenRoutes(context: TokenRoutesContext): Router {
  const { org, accessTokens, ownUrl, now } = context;
  const codes = createAuthorizationCodes(now);
  const grants = grantsOf(context, codes);
  const router = Router();

  router.get('/services/oauth2/authorize', (request, response) => {
    response.redirect(302, consent(context, codes, request.query as Form));
  });
  router.post('/services/oauth2/token', urlencoded({ extended: false }), async (request, response) => {
    const form = (request.body ?? {}) as Form;
    const grant = grants[form.grant_type ?? ''];
    if (grant === undefined) throw new OAuthError('unsupported_grant_type', 'grant type not supported');
    const { session, refreshToken } = await grant(form);
    response.set('Cache-Control', 'no-store').json({
      access_token: accessTokens.issue(session),
      ...(refreshToken === undefined ? {} : { refresh_token: refreshToken, issued_at: String(now()) }),
      scope: SCOPE,
      instance_url: ownUrl(),
      id: `${ownUrl()}/id/${org.settings.organizationId}/${session.user.id}`,
      token_type: 'Bearer',
    });
  });
  router.post('/services/oauth2/revoke', urlencoded({ extended: false }), (request, response) => {
    accessTokens.revoke(String((request.body as Form | undefined)?.token ?? ''));
    response.status(200).end();
  });
  router.use(sendOAuthError);
  return router;
}

/** Where the browser goes with its code. There is no page to log in: the org's first user consents at once. */
function consent(context: TokenRoutesContext, codes: AuthorizationCodes, query: Form): string {
  const app = appOf(context, query.client_id);
  const redirectUri = query.redirect_uri ?? '';
  if (!app.callbackUrls.includes(redirectUri))
    throw new OAuthError('redirect_uri_mismatch', 'redirect_uri must match configuration');
  if (query.response_type !== 'code')
    throw new OAuthError('unsupported_response_type', 'response type not supported');
  const codeChallenge = query.code_challenge;
  if (codeChallenge === undefined) throw new OAuthError('invalid_request', 'missing required code challenge');
  const [user] = context.org.settings.users;
  if (user === undefined) throw new OAuthError('access_denied', 'end-user denied authorization');
  const target = new URL(redirectUri);
  target.searchParams.set('code', codes.issue({ user, clientId: app.clientId, redirectUri, codeChallenge }));
  if (query.state !== undefined) target.searchParams.set('state', query.state);
  return target.href;
}

type Grant = (form: Form) => Promise<{ session: Session; refreshToken?: string }>;

/** What each `grant_type` gives, or how it is refused. */
function grantsOf(context: TokenRoutesContext, codes: AuthorizationCodes): Readonly<Record<string, Grant>> {
  const { org, refreshTokens, ownUrl, now } = context;
  const { externalClientApps: apps, users } = org.settings;
  return {
    [JWT_BEARER]: async form => {
      const facts = { apps, users, ownUrl: ownUrl(), now: now() };
      const { app, user } = await verifyAssertion(form.assertion ?? '', facts);
      return { session: { user, clientId: appOf(context, app.clientId).clientId } };
    },
    refresh_token: async form => {
      const session = refreshTokens.find(form.refresh_token ?? '');
      if (session === undefined || session.clientId !== appOf(context, form.client_id).clientId)
        throw new OAuthError('invalid_grant', 'expired access/refresh token');
      return { session };
    },
    authorization_code: async form => {
      const session = codes.redeem({
        code: form.code ?? '',
        clientId: appOf(context, form.client_id).clientId,
        redirectUri: form.redirect_uri ?? '',
        codeVerifier: form.code_verifier ?? '',
      });
      return { session, refreshToken: refreshTokens.issue(session) };
    },
  };
}

/** @throws OAuthError for an app that the org does not have, or has blocked */
function appOf(context: TokenRoutesContext, clientId: string | undefined) {
  const app = context.org.settings.externalClientApps.find(each => each.clientId === clientId);
  if (app === undefined) throw new OAuthError('invalid_client_id', 'client identifier invalid');
  if (context.isBlocked(app.clientId)) throw new OAuthError('invalid_client', 'app is blocked by admin'); // assumed wording
  return app;
}
