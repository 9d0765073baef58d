import { ConnectorError, SetupError } from '@aix/shared-scoring';
import { z } from 'zod';
import type { CrmTokens, Grant } from '../crm-access.ts';
import { createCaution } from './caution.ts';
import { exchangePatiently } from './exchange-patiently.ts';
import { PATHS, tokenSchema } from './hubspot-api.ts';
import type { Pace } from './request-limiter.ts';
import type { Transport } from './transport.ts';

/** The app as HubSpot knows it. */
export interface HubspotApp {
  clientId: string;
  clientSecret: string;
}

export interface HubspotOauth {
  /** @throws ConnectorError ERR_CRM_AUTH_EXPIRED for a code that is unknown, used or too old */
  exchangeCode(grant: Extract<Grant, { kind: 'authorization_code' }>): Promise<CrmTokens>;
  /** @throws ConnectorError ERR_CRM_AUTH_EXPIRED when the app was uninstalled or the token revoked */
  refresh(current: CrmTokens): Promise<CrmTokens>;
  /** Gives the grant back: its refresh token ends, access tokens with it. @throws ConnectorError ERR_CRM_UNAVAILABLE */
  revoke(current: CrmTokens): Promise<void>;
}

/** HubSpot's token endpoint. Secrets travel in the form body only, never in an address. */
export function createHubspotOauth(app: HubspotApp, transport: Transport, pace: Pace): HubspotOauth {
  const request = async (fields: Record<string, string>): Promise<CrmTokens> => {
    const body = new URLSearchParams({ ...fields, client_id: app.clientId, client_secret: app.clientSecret });
    const sentAt = Date.now();
    const answer = await exchangePatiently(
      () => transport.exchange({ method: 'POST', path: PATHS.token, body }),
      { pace, caution: createCaution(), onLimited: async () => undefined },
    );
    if (answer.status !== 200) throw refused(answer.status, answer.body);
    const tokens = tokenSchema.safeParse(answer.body);
    if (!tokens.success)
      throw new ConnectorError('ERR_CRM_UNAVAILABLE', 'HubSpot’s token endpoint answered without tokens');
    return {
      accessToken: tokens.data.access_token,
      refreshToken: tokens.data.refresh_token,
      // Counted from before the request left, so that the token never seems to live longer than it does.
      expiresAt: sentAt + tokens.data.expires_in * 1000,
      ...(tokens.data.user_id !== undefined && { grantedBy: String(tokens.data.user_id) }),
      ...(tokens.data.scopes !== undefined && { scopes: tokens.data.scopes }),
    };
  };

  return {
    exchangeCode: ({ code, redirectUri }) =>
      request({ grant_type: 'authorization_code', code, redirect_uri: redirectUri }),
    async refresh({ refreshToken, grantedBy }) {
      if (refreshToken === undefined)
        throw new ConnectorError(
          'ERR_CRM_AUTH_EXPIRED',
          'The HubSpot connection holds no refresh token: an admin of the portal must connect again',
        );
      const renewed = await request({ grant_type: 'refresh_token', refresh_token: refreshToken });
      return grantedBy === undefined ? renewed : { ...renewed, grantedBy };
    },
    async revoke({ refreshToken }) {
      if (refreshToken === undefined) return;
      const fields = { token: refreshToken, token_type_hint: 'refresh_token' };
      const body = new URLSearchParams({
        ...fields,
        client_id: app.clientId,
        client_secret: app.clientSecret,
      });
      const answer = await exchangePatiently(
        () => transport.exchange({ method: 'POST', path: `${PATHS.token}/revoke`, body }),
        { pace, caution: createCaution(), onLimited: async () => undefined },
      );
      if (answer.status >= 500)
        throw new ConnectorError(
          'ERR_CRM_UNAVAILABLE',
          'HubSpot did not answer while its grant was given back',
        );
    },
  };
}

/** With these OAuth errors HubSpot says that the portal's grant is no more: uninstalled, revoked, or another portal's. */
const GRANT_GONE = new Set(['invalid_grant', 'access_denied']);
const GRANT_GONE_STATUSES = new Set(['BAD_REFRESH_TOKEN', 'BAD_HUB']);
/** With these it refuses our app, whichever portal is asked for. */
const APP_REFUSED = new Set(['invalid_client', 'unauthorized_client', 'unsupported_grant_type']);

const oauthRefusalSchema = z.object({
  error: z.string().default('').catch(''),
  status: z.string().default('').catch(''),
  message: z.string().default('').catch(''),
});

/**
 * Only what HubSpot says of the grant itself ends a connection. A refusal of our app is our configuration; what says neither may pass,
 * and must not end anybody's connection.
 */
function refused(httpStatus: number, body: unknown): ConnectorError | SetupError {
  const { error, status, message } =
    oauthRefusalSchema.safeParse(body ?? {}).data ?? oauthRefusalSchema.parse({});
  if (APP_REFUSED.has(error))
    return new SetupError(
      'ERR_CONFIG_INVALID',
      `HubSpot does not accept the app: ${message}. Check its client id and client secret`,
    );
  if (GRANT_GONE.has(error) || GRANT_GONE_STATUSES.has(status))
    return new ConnectorError(
      'ERR_CRM_AUTH_EXPIRED',
      `HubSpot refused the grant with ${httpStatus} ${status}: ${message}. An admin of the portal must connect again`,
    );
  return new ConnectorError(
    'ERR_CRM_UNAVAILABLE',
    `HubSpot’s token endpoint answered ${httpStatus} ${error} without saying that the grant has ended`,
  );
}
