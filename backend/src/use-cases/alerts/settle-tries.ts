import { type ChannelTry, noteChannelTries } from '../../store/alerts/channels.ts';
import {
  type ClaimedDelivery,
  type DeliveryResult,
  forgetDeliveries,
  settleDeliveries,
  type TriedDelivery,
} from '../../store/alerts/deliveries.ts';
import { forgetDigests } from '../../store/alerts/digests.ts';
import type { Context } from '../context.ts';
import { tellDisabled } from './tell-disabled.ts';

/** A delivery that was tried, with what came of it. */
export interface Tried {
  delivery: ClaimedDelivery;
  result: DeliveryResult;
}

/**
 * Records what came of tries by one channel, in the order in which they ended, in one transaction. The channel first: whoever disables it
 * holds it while all that waits for it is given up. The other channels tell that it is.
 */
export async function settleTries(
  { database, now, announce }: Context,
  tenantId: string,
  tried: readonly Tried[],
): Promise<void> {
  const at = now();
  const channelId = tried[0]?.delivery.channelId;
  const applicable = tried.filter(isApplicable);
  const idsOf = (these: readonly Tried[]) => these.map(({ delivery }) => delivery.deliveryId);
  const inapplicable = idsOf(tried.filter(each => !isApplicable(each)));
  const told = idsOf(
    tried.filter(({ delivery, result }) => result.status === 'delivered' && isDigest(delivery)),
  );
  const isDisabled = await database.withTenant(tenantId, async sql => {
    const tries = applicable.map(tryOf);
    const isDisabled = channelId ? await noteChannelTries(sql, channelId, { tries, at }) : false;
    if (isDisabled) await tellDisabled(sql, channelId!, at);
    const settled = applicable.map(({ delivery: { deliveryId }, result }) => ({ deliveryId, result }));
    if (settled.length > 0) await settleDeliveries(sql, settled, at);
    if (inapplicable.length > 0) await forgetDeliveries(sql, inapplicable);
    if (told.length > 0) await forgetDigests(sql, told);
    return isDisabled;
  });
  if (isDisabled) announce('deliveries');
}

type Applicable = Tried & Pick<TriedDelivery, 'result'>;

function isApplicable(tried: Tried): tried is Applicable {
  return tried.result.status !== 'not_applicable';
}

function isDigest({ content }: ClaimedDelivery): boolean {
  return 'until' in content;
}

function tryOf({ delivery: { kind }, result }: Applicable): ChannelTry {
  if (result.status === 'delivered') return { outcome: 'success' };
  const { reason } = result;
  if (result.status === 'postponed') {
    const { isDown = false, retryAfterMs: restMs = 0 } = result;
    return { outcome: 'failure', reason, isDown, restMs };
  }
  return kind === 'crm_task'
    ? { outcome: 'failure', reason, isDown: false, restMs: 0 }
    : { outcome: 'gone', reason };
}

/** Longest time that a result waits for others of its channel. */
const GATHER_MS = 20;

/** Settles tries of a channel that end shortly after each other together. What a crash takes with it is tried again, under the same id. */
export interface TrySettler {
  /** Resolves once it is settled. @throws what kept it from being stored */
  settle(tenantId: string, tried: Tried): Promise<void>;
}

interface Gathered {
  tried: Tried[];
  settled: Promise<void>;
  settleNow(): void;
}

/** @param countUnderWay how many of a channel were begun and are not settled: once all of them have ended, nothing more is waited for */
export function createTrySettler(
  context: Context,
  countUnderWay: (tenantId: string, channelId: string | null) => number,
): TrySettler {
  const gathering = new Map<string, Gathered>();
  const gather = (tenantId: string, key: string): Gathered => {
    const tried: Tried[] = [];
    const { promise: ready, resolve: settleNow } = Promise.withResolvers<void>();
    const timer = setTimeout(settleNow, GATHER_MS);
    const settled = ready.then(() => {
      clearTimeout(timer);
      gathering.delete(key);
      return settleApartIfNeeded(context, tenantId, tried);
    });
    return { tried, settled, settleNow };
  };
  return {
    settle(tenantId, each) {
      const { channelId = null } = each.delivery;
      const key = `${tenantId}/${channelId}`;
      const gathered = gathering.get(key) ?? gather(tenantId, key);
      gathering.set(key, gathered);
      gathered.tried.push(each);
      if (gathered.tried.length >= countUnderWay(tenantId, channelId)) gathered.settleNow();
      return gathered.settled;
    },
  };
}

/** What cannot be stored keeps nothing else from being. */
async function settleApartIfNeeded(
  context: Context,
  tenantId: string,
  tried: readonly Tried[],
): Promise<void> {
  try {
    await settleTries(context, tenantId, tried);
  } catch (error) {
    if (tried.length === 1) throw error;
    const apart = await Promise.allSettled(tried.map(each => settleTries(context, tenantId, [each])));
    const failed = apart.find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
  }
}
