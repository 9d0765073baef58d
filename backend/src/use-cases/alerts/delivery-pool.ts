import { claimDeliveries, type DueChannel, dueChannels } from '../../store/alerts/deliveries.ts';
import type { Context } from '../context.ts';
import { tryDelivery } from './deliver.ts';
import { createTrySettler } from './settle-tries.ts';

/** What is tried at once by one process. */
const ROOM = 100;
/** What is tried at once of one channel; of one that is down, a single one. */
const ROOM_OF_CHANNEL = 10;

/** Tries what is due of all tenants, side by side: a receiver that hangs holds a little of the room, and nobody waits for it. */
export interface DeliveryPool {
  /** Begins to try what is due, as far as there is room. @returns how many were begun */
  fill(): Promise<number>;
  /** Waits for all that is being tried. */
  drain(): Promise<void>;
}

export interface DeliveryPoolOptions {
  /** Told what nobody expected of one try; all others go on. */
  onError(error: unknown): void;
  /** There is room again. */
  onRoom?(): void;
}

export function createDeliveryPool(
  context: Context,
  { onError, onRoom = () => undefined }: DeliveryPoolOptions,
): DeliveryPool {
  const underWay = new Set<Promise<void>>();
  const held = new Map<string, number>();
  let lastServed = '';
  const { settle } = createTrySettler(
    context,
    (tenantId, channelId) => held.get(keyOf({ tenantId, channelId })) ?? 0,
  );

  const hold = (key: string, change: number) => {
    const now = (held.get(key) ?? 0) + change;
    if (now === 0) held.delete(key);
    else held.set(key, now);
  };
  const begin = async ({ tenantId, channelId }: DueChannel, share: { key: string; limit: number }) => {
    const { key, limit } = share;
    const asked = { channelId, limit, now: context.now() };
    const claimed = await context.database
      .withTenant(tenantId, sql => claimDeliveries(sql, asked))
      .catch(error => {
        onError(error);
        return [];
      });
    hold(key, claimed.length - limit);
    for (const delivery of claimed) {
      const trying = tryDelivery(context, tenantId, { delivery, settle })
        .catch(onError)
        .finally(() => {
          hold(key, -1);
          underWay.delete(trying);
          onRoom();
        });
      underWay.add(trying);
    }
    return claimed.length;
  };
  return {
    async fill() {
      const due = new Map(
        (await dueChannels(context.database, context.now())).map(each => [keyOf(each), each]),
      );
      const shares = shareRoom(due, { held, lastServed });
      // Held from now on: another round may begin before these are claimed.
      for (const [key, limit] of shares) hold(key, limit);
      lastServed = [...shares.keys()].at(-1) ?? lastServed;
      const begun = [...shares].map(([key, limit]) => begin(due.get(key)!, { key, limit }));
      return (await Promise.all(begun)).reduce((sum, count) => sum + count, 0);
    },
    async drain() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

function keyOf({ tenantId, channelId }: Pick<DueChannel, 'tenantId' | 'channelId'>): string {
  return `${tenantId}/${channelId}`;
}

/**
 * Deals the free room out, one place to each channel in turn, beginning after the one that was served last.
 * @param held places that are taken, by channel
 * @returns places by channel, in the order of turns
 */
export function shareRoom(
  due: ReadonlyMap<string, Pick<DueChannel, 'isDown'>>,
  { held, lastServed }: { held: ReadonlyMap<string, number>; lastServed: string },
): Map<string, number> {
  let free = ROOM - [...held.values()].reduce((sum, count) => sum + count, 0);
  const keys = [...due.keys()].sort();
  const turns = [...keys.filter(key => key > lastServed), ...keys.filter(key => key <= lastServed)];
  const shares = new Map<string, number>();
  for (let round = 0; round < ROOM_OF_CHANNEL; round += 1)
    for (const key of turns) {
      const has = (held.get(key) ?? 0) + (shares.get(key) ?? 0);
      if (free === 0 || has >= (due.get(key)!.isDown ? 1 : ROOM_OF_CHANNEL)) continue;
      shares.set(key, (shares.get(key) ?? 0) + 1);
      free -= 1;
    }
  return shares;
}
