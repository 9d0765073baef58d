import type { ExternalClientApp, Org } from '../org.ts';
import { OAuthError } from './oauth-error.ts';

/** The apps of an org, and which of them an admin has blocked. */
export interface Apps {
  org: Org;
  isBlocked(clientId: string): boolean;
}

/** @throws OAuthError for an app that the org does not have, or has blocked */
export function findApp({ org, isBlocked }: Apps, clientId: string | undefined): ExternalClientApp {
  const app = org.settings.externalClientApps.find(each => each.clientId === clientId);
  if (app === undefined) throw new OAuthError('invalid_client_id', 'client identifier invalid');
  if (isBlocked(app.clientId)) throw new OAuthError('invalid_client', 'app is blocked by admin'); // assumed wording
  return app;
}
