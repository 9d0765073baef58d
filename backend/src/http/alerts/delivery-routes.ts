import { z } from 'zod';
import { CHANNEL_KINDS } from '../../store/alerts/channels.ts';
import { listDeliveries, retryDeliveries } from '../../store/alerts/deliveries.ts';
import type { Context } from '../../use-cases/context.ts';
import { defineRoute, type Route } from '../route.ts';

const moment = z.iso.datetime();

/** A delivery as the API shows it. */
export const deliveryAnswer = z.object({
  deliveryId: z.uuid(),
  about: z.string(),
  kind: z.enum(CHANNEL_KINDS),
  channelId: z.uuid().nullable(),
  leadId: z.uuid().nullable(),
  createdAt: moment,
  attempts: z.int(),
  deliveredAt: moment.nullable(),
  externalId: z.string().nullable(),
  deadAt: moment.nullable(),
  reason: z.string().nullable(),
});

/** What is on its way to people and their systems. */
export function createDeliveryRoutes(context: Context): Route[] {
  const inTenant = context.database.withTenant;
  return [
    defineRoute({
      method: 'get',
      path: '/v1/deliveries',
      summary: 'What was delivered, waits, or was given up, with what went wrong; the latter first',
      needs: 'admin',
      query: z.object({ limit: z.coerce.number().int().min(1).max(200).default(25) }),
      answer: z.array(deliveryAnswer),
      handle: async ({ tenantId, query }) => ({
        json: await inTenant(tenantId, sql => listDeliveries(sql, query)),
      }),
    }),
    defineRoute({
      method: 'post',
      path: '/v1/deliveries/retry',
      summary: 'Has what was given up tried again: one delivery, those of one channel, or all of them',
      needs: 'admin',
      body: z.object({ deliveryId: z.uuid().optional(), channelId: z.uuid().optional() }),
      answer: z.object({ retried: z.int() }),
      handle: async ({ tenantId, body }) => {
        const retried = await inTenant(tenantId, sql => retryDeliveries(sql, body));
        context.announce('deliveries');
        return { json: { retried } };
      },
    }),
  ];
}
