import { randomUUID } from 'node:crypto';
import { createDeliveryPool, saveDeliveries } from '@aix/backend';
import { createDraw } from '../../demo/leads/seeded-draw.ts';
import { type DatabasePlace, openAlertStage } from './prepare-alerts.ts';
import { openReceiver } from './receiver.ts';

/** What became of many webhooks. */
export interface ManyDelivered {
  delivered: number;
  deadLettered: number;
  /** Messages that the receiver got, repeats included. */
  messages: number;
  seconds: number;
}

const BATCH = 1_000;
const MINUTE_MS = 60_000;
/** Longer than tries go on. */
const DAYS_MS = 4 * 86_400_000;

/** Sends webhooks to a receiver that refuses a share of all messages, until each is delivered or given up. The waits pass by a clock of its own. */
export async function deliverMany(
  place: DatabasePlace,
  { count, refusedShare }: { count: number; refusedShare: number },
): Promise<ManyDelivered> {
  const receiver = await openReceiver();
  const draw = createDraw(1, 'refused messages');
  let message = 0;
  receiver.refuses = () => draw(message++, 0) < refusedShare;
  const { stage, service } = await openAlertStage(place, receiver.url);
  try {
    const { tenantId, leadId, channelId } = stage;
    let aheadMs = 0;
    const context = { ...service.context, now: () => new Date(Date.now() + aheadMs) };
    const inTenant = context.database.withTenant;
    for (let first = 0; first < count; first += BATCH) {
      const size = Math.min(BATCH, count - first);
      const deliveries = Array.from({ length: size }, () => {
        const token = `hot-up-${randomUUID()}`;
        const crossed = { threshold: 'hot', direction: 'up', crossedAt: context.now().toISOString() };
        const content = { ...crossed, token, leadId, band: 'Hot', scorePoints: 80 };
        return { about: `${channelId}:${token}`, kind: 'webhook', channelId, leadId, content } as const;
      });
      await inTenant(tenantId, sql => saveDeliveries(sql, deliveries, context.now()));
    }
    const raise = (error: unknown) => {
      throw error;
    };
    const pool = createDeliveryPool(context, { onError: raise });
    const beganMs = performance.now();
    for (; aheadMs < DAYS_MS; aheadMs += 30 * MINUTE_MS) while ((await pool.fill()) > 0) await pool.drain();
    const seconds = Math.round((performance.now() - beganMs) / 1000);
    const [counts] = await inTenant(tenantId, sql =>
      sql.query<{ delivered: number; dead: number }>(
        `select count(delivered_at)::int as delivered, count(dead_at)::int as dead from deliveries where tenant_id = $1`,
        [tenantId],
      ),
    );
    const { delivered, dead: deadLettered } = counts!;
    return { delivered, deadLettered, messages: receiver.told.length, seconds };
  } finally {
    await service.close();
    await receiver.close();
  }
}
