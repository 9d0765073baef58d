import type { ConnectorError } from '@aix/shared-scoring';
import type { CrmSession } from '../crm-access.ts';
import type { ActionEnd } from '../crm-record.ts';
import { type HubspotClient, rejection } from './client.ts';
import { MAX_BATCH, PATHS } from './hubspot-api.ts';
import { inParts } from './in-parts.ts';

/** Whether the portal lets us tell later how an action of a workflow ended. */
export async function mayDelayActions(session: CrmSession): Promise<boolean> {
  return (await session.tokens()).scopes?.includes('automation') ?? false;
}

/**
 * Tells how actions ended that a workflow waits for. One that it no longer waits for is no error.
 * @throws ConnectorError ERR_CRM_WRITE_REJECTED when HubSpot refused one for another reason; the others were told
 */
export async function endActions(client: HubspotClient, ends: readonly ActionEnd[]): Promise<void> {
  let rejected: ConnectorError | undefined;
  for (const part of inParts(ends, MAX_BATCH)) {
    // One that HubSpot does not take makes it refuse all of them.
    if (part.length > 1 && (await tell(client, part)) === undefined) continue;
    for (const end of part) rejected = (await tell(client, [end])) ?? rejected;
  }
  if (rejected !== undefined) throw rejected;
}

/** Nobody waits (any more) for what has this name. */
const UNKNOWN = new Set([404, 410]);

/** @returns why HubSpot did not take them; a single one that is unknown there is as good as taken */
async function tell(client: HubspotClient, ends: readonly ActionEnd[]): Promise<ConnectorError | undefined> {
  const inputs = ends.map(({ callbackId, done, outputs }) => ({
    callbackId,
    outputFields: {
      ...Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, String(value)])),
      hs_execution_state: done ? 'SUCCESS' : 'FAIL_CONTINUE',
    },
    typedOutputs: {},
  }));
  const request = { method: 'POST', path: PATHS.actionCallbacks, body: { inputs } } as const;
  const answer = await client.send(request);
  if (answer.status < 300 || (ends.length === 1 && UNKNOWN.has(answer.status))) return undefined;
  return rejection(request, answer);
}
