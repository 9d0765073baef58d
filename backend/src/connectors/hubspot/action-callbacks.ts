import { z } from 'zod';
import type { ActionEnd, CrmSession } from '../crm-connector.ts';
import { bodyOf, type HubspotClient } from './client.ts';
import { MAX_BATCH, PATHS } from './hubspot-api.ts';
import { inParts } from './in-parts.ts';

/** Whether the portal lets us tell later how an action of a workflow ended. */
export async function mayDelayActions(session: CrmSession): Promise<boolean> {
  return (await session.tokens()).scopes?.includes('automation') ?? false;
}

/** Tells how actions ended that a workflow waits for. One that it no longer waits for is no error. */
export async function endActions(client: HubspotClient, ends: readonly ActionEnd[]): Promise<void> {
  // One that is unknown makes HubSpot refuse all of them.
  for (const part of inParts(ends, MAX_BATCH))
    if (!(await tell(client, part))) for (const end of part) await tell(client, [end]);
}

/** @returns whether HubSpot waited for all of them */
async function tell(client: HubspotClient, ends: readonly ActionEnd[]): Promise<boolean> {
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
  if (answer.status === 404) return false;
  bodyOf(z.unknown(), request, answer);
  return true;
}
