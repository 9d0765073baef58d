import { ConnectorError } from '@aix/shared-scoring';
import { AddressRefused } from '../../security/outside.ts';
import { type ChannelTry, noteChannelTry } from '../../store/alerts/channels.ts';
import {
  type ClaimedDelivery,
  claimDelivery,
  type DeliveryResult,
  settleDelivery,
} from '../../store/alerts/deliveries.ts';
import { forgetDigest } from '../../store/alerts/digests.ts';
import type { Context } from '../context.ts';
import { makeTask } from './make-task.ts';
import { sendMail } from './send-mail.ts';
import { sendMessage } from './send-message.ts';

const WAYS = { crm_task: makeTask, slack: sendMessage, webhook: sendMessage, email: sendMail } as const;

/** Tries what is about one thing at once, if it is due. @throws what `tryDelivery` throws */
export async function deliver(context: Context, tenantId: string, about: string): Promise<void> {
  const claimed = await context.database.withTenant(tenantId, sql =>
    claimDelivery(sql, { about, now: context.now() }),
  );
  if (claimed !== undefined) await tryDelivery(context, tenantId, claimed);
}

/**
 * Tries a delivery that was claimed, and records what came of it. Whatever goes wrong, it is settled by itself: it is tried again later,
 * and nothing else is.
 * @throws Error what nobody expected, after it was settled
 */
export async function tryDelivery(
  context: Context,
  tenantId: string,
  delivery: ClaimedDelivery,
): Promise<void> {
  let unexpected: unknown;
  const result = await WAYS[delivery.kind](context, tenantId, delivery)
    .catch(resultOfError)
    .catch((error: unknown): DeliveryResult => {
      unexpected = error;
      return {
        status: 'postponed',
        reason: 'It failed for a reason of ours, which is in the log of the service',
      };
    });
  await settle(context, tenantId, delivery, result);
  if (unexpected !== undefined) throw unexpected;
}

/** The channel first: whoever disables it holds it while all that waits for it is given up. */
async function settle(
  { database, now }: Context,
  tenantId: string,
  { deliveryId, channelId, kind }: ClaimedDelivery,
  result: DeliveryResult,
): Promise<void> {
  const at = now();
  await database.withTenant(tenantId, async sql => {
    if (channelId) await noteChannelTry(sql, channelId, tryOf(kind, result, at));
    await settleDelivery(sql, deliveryId, result, at);
    if (result.status === 'delivered') await forgetDigest(sql, deliveryId);
  });
}

function tryOf(kind: ClaimedDelivery['kind'], result: DeliveryResult, at: Date): ChannelTry {
  if (result.status === 'delivered') return { outcome: 'success', at };
  const { reason } = result;
  if (result.status === 'postponed') {
    const { isDown = false, retryAfterMs: restMs = 0 } = result;
    return { outcome: 'failure', reason, at, isDown, restMs };
  }
  return kind === 'crm_task'
    ? { outcome: 'failure', reason, at, isDown: false, restMs: 0 }
    : { outcome: 'gone', reason, at };
}

/** A connection that must be renewed by an admin may be renewed in time. */
function resultOfError(error: unknown): DeliveryResult {
  if (error instanceof AddressRefused) return { status: 'refused', reason: error.message };
  if (!(error instanceof ConnectorError)) throw error;
  const { message: reason, retry, retryAfterMs, code } = error;
  return retry || code === 'ERR_CRM_AUTH_EXPIRED'
    ? { status: 'postponed', reason, retryAfterMs, isDown: true }
    : { status: 'refused', reason };
}
