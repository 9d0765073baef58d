import { ConnectorError } from '@aix/shared-scoring';
import { AddressRefused } from '../../security/outside.ts';
import { type ClaimedDelivery, claimDelivery, type DeliveryResult } from '../../store/alerts/deliveries.ts';
import type { Context } from '../context.ts';
import { makeTask } from './make-task.ts';
import { sendMail } from './send-mail.ts';
import { sendMessage } from './send-message.ts';
import { settleTries, type TrySettler } from './settle-tries.ts';

const WAYS = { crm_task: makeTask, slack: sendMessage, webhook: sendMessage, email: sendMail } as const;

/** Tries what is about one thing at once, if it is due. @throws what `tryDelivery` throws */
export async function deliver(context: Context, tenantId: string, about: string): Promise<void> {
  const claimed = await context.database.withTenant(tenantId, sql =>
    claimDelivery(sql, { about, now: context.now() }),
  );
  if (claimed === undefined) return;
  const settle: TrySettler['settle'] = (tenantId, tried) => settleTries(context, tenantId, [tried]);
  await tryDelivery(context, tenantId, { delivery: claimed, settle });
}

/**
 * Tries a delivery that was claimed, and records what came of it. Whatever goes wrong, it is settled: it is tried again later, and nothing
 * else is.
 * @throws Error what nobody expected, after it was settled
 */
export async function tryDelivery(
  context: Context,
  tenantId: string,
  { delivery, settle }: { delivery: ClaimedDelivery } & TrySettler,
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
  await settle(tenantId, { delivery, result });
  if (unexpected !== undefined) throw unexpected;
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
