import { z } from 'zod';
import { bodyOf, type HubspotClient } from './client.ts';
import { PATHS, userSchema } from './hubspot-api.ts';

/** Whether a user is a super admin of the portal; a user that the portal does not have is none. */
export async function isSuperAdmin(client: HubspotClient, userId: string): Promise<boolean> {
  const request = { method: 'GET', path: `${PATHS.users}/${encodeURIComponent(userId)}` } as const;
  const answer = await client.send(request);
  if (answer.status === 404) return false;
  return String(bodyOf(userSchema, request, answer).superAdmin) === 'true';
}

/** Removes our app from the portal, which HubSpot tells its admins by e-mail. One that is not there any more is no error. */
export async function uninstallApp(client: HubspotClient): Promise<void> {
  const request = { method: 'DELETE', path: PATHS.install } as const;
  const answer = await client.send(request);
  if (answer.status !== 404) bodyOf(z.unknown(), request, answer);
}
