import { forgetOldRequests } from '../../store/access/answered-requests.ts';
import { forgetConfirmationRequests } from '../../store/alerts/confirmations.ts';
import { forgetSettledDeliveries } from '../../store/alerts/deliveries.ts';
import { endedConnections } from '../../store/connections.ts';
import { forgetSettledChanges } from '../../store/told-changes.ts';
import { forgetWaitingActions } from '../../store/waiting-actions.ts';
import type { Context } from '../context.ts';
import { ACTION_WAITS_MS } from '../portals/run-workflow-action.ts';
import { disconnect } from './disconnect.ts';

const DAY_MS = 86_400_000;
/** What is kept of a connection whose CRM took its grant back waits so long for an admin to connect again. */
const GRACE_DAYS = 30;

/** HubSpot tells a change again for up to a day after it was told first. */
const KEEP_TOLD_DAYS = 7;

/** So long an admin sees what was delivered, and can have tried again what was given up. */
export const KEEP_DELIVERIES_DAYS = 90;

/** Removes what has had its time: answers to repeated requests, actions that workflows waited for and who was asked to confirm an address after a day, told changes after a week, ended
 * connections (an uninstall, too) after 30 days, deliveries that ended after 90.
 */
export async function cleanUp(context: Context): Promise<void> {
  const now = context.now().getTime();
  await forgetOldRequests(context.database, new Date(now - DAY_MS));
  await forgetWaitingActions(context.database, new Date(now - ACTION_WAITS_MS));
  await forgetSettledChanges(context.database, new Date(now - KEEP_TOLD_DAYS * DAY_MS));
  await forgetConfirmationRequests(context.database, new Date(now - DAY_MS));
  await forgetSettledDeliveries(context.database, new Date(now - KEEP_DELIVERIES_DAYS * DAY_MS));
  const ended = await endedConnections(context.database, new Date(now - GRACE_DAYS * DAY_MS));
  for (const { tenantId, connectionId } of ended)
    await disconnect(context, tenantId, { connectionId, person: 'AIX', action: 'purged' });
}
