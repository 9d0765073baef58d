import { Router, urlencoded } from 'express';
import type { Org } from '../org.ts';
import type { AccessTokens, Session } from './access-tokens.ts';
import { type AuthorizationCodes, createAuthorizationCodes } from './authorization-codes.ts';
import { authorizeRoutes } from './authorize-routes.ts';
import { findApp } from './find-app.ts';
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

  router.use(authorizeRoutes(context, codes));
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
    const token = String((request.body as Form | undefined)?.token ?? '');
    const granted = context.refreshTokens.find(token);
    context.refreshTokens.revoke(token);
    accessTokens.revoke(token);
    // With a refresh token the access tokens that came of it end, too.
    if (granted !== undefined) accessTokens.revokeApp(granted.clientId);
    response.status(200).end();
  });
  router.use(sendOAuthError);
  return router;
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
      return { session: { user, clientId: findApp(context, app.clientId).clientId } };
    },
    refresh_token: async form => {
      const session = refreshTokens.find(form.refresh_token ?? '');
      if (session === undefined || session.clientId !== findApp(context, form.client_id).clientId)
        throw new OAuthError('invalid_grant', 'expired access/refresh token');
      return { session };
    },
    authorization_code: async form => {
      const session = codes.redeem({
        code: form.code ?? '',
        clientId: findApp(context, form.client_id).clientId,
        redirectUri: form.redirect_uri ?? '',
        codeVerifier: form.code_verifier ?? '',
      });
      return { session, refreshToken: refreshTokens.issue(session) };
    },
  };
}
