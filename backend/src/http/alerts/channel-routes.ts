import { z } from 'zod';
import { channelStates } from '../../store/alerts/channel-states.ts';
import { CHANNEL_KINDS, enableChannel, pauseChannel, removeChannel } from '../../store/alerts/channels.ts';
import { untouchedLeads } from '../../store/alerts/untouched-leads.ts';
import { askAgain } from '../../use-cases/alerts/confirm-address.ts';
import { hotBefore, UNTOUCHED_HOURS } from '../../use-cases/alerts/list-untouched.ts';
import { addChannel, testChannel } from '../../use-cases/alerts/manage-channels.ts';
import type { Context } from '../../use-cases/context.ts';
import { defineRoute, type Route } from '../route.ts';
import { crossingKind, digest, newChannel } from './channel-form.ts';
import { CONFIRM_PATH } from './confirm-page.ts';
import { deliveryAnswer } from './delivery-routes.ts';

const moment = z.iso.datetime();
const ofChannel = z.object({ channelId: z.uuid() });
const channel = z.object({
  ...{ channelId: z.uuid(), kind: z.enum(CHANNEL_KINDS), name: z.string(), crossings: z.array(crossingKind) },
  ...{
    isQuiet: z.boolean(),
    digest: digest.nullable(),
    shown: z.string(),
    createdAt: moment,
    failures: z.int(),
  },
  ...{ failingSince: moment.nullable(), pausedAt: moment.nullable() },
  ...{ disabledAt: moment.nullable(), disabledReason: z.string().nullable() },
  ...{ lastDeliveredAt: moment.nullable(), lastFailure: z.string().nullable() },
  ...{ waiting: z.int(), deadLetters: z.int(), deadReason: z.string().nullable() },
  confirmedAt: moment.nullable(),
});
/** Where a tenant hears of crossings, and which hot leads nobody has touched. */
export function createChannelRoutes(context: Context, publicUrl: string): Route[] {
  const confirmPage = `${publicUrl}${CONFIRM_PATH}`;
  return [...keepingRoutes(context, confirmPage), ...doingRoutes(context, confirmPage)];
}

function keepingRoutes(context: Context, confirmPage: string): Route[] {
  const inTenant = context.database.withTenant;
  return [
    defineRoute({
      method: 'get',
      path: '/v1/alert-channels',
      summary:
        'Where crossings are told, how that goes, and why something was given up or a channel disabled',
      needs: 'admin',
      answer: z.array(channel),
      handle: async ({ tenantId }) => ({ json: await inTenant(tenantId, channelStates) }),
    }),
    defineRoute({
      method: 'post',
      once: true,
      path: '/v1/alert-channels',
      summary:
        'Has crossings told by tasks in a CRM (connectionId), by Slack’s incoming webhooks or signed webhooks (url), or by e-mail (address); a webhook’s secret is shown only now, and an e-mail address is asked to confirm',
      needs: 'admin',
      body: newChannel,
      answer: z.object({ channel, secret: z.string().nullable() }),
      handle: async ({ tenantId, body }) => ({
        json: await addChannel(context, tenantId, { ...body, confirmPage }),
      }),
    }),
    defineRoute({
      method: 'get',
      path: '/v1/untouched-leads',
      summary:
        'Leads that have been hot for so many hours, while nobody took a step or talked with them; longest first',
      query: z.object({
        hours: z.coerce.number().int().min(0).max(720).default(UNTOUCHED_HOURS),
        limit: z.coerce.number().int().min(1).max(200).default(25),
      }),
      answer: z.array(
        z.object({
          ...{ leadId: z.uuid(), name: z.string().nullable(), company: z.string().nullable() },
          ...{ scorePoints: z.int(), hotSince: moment },
        }),
      ),
      handle: async ({ tenantId, query: { hours, limit } }) => {
        const asked = { hotBefore: hotBefore(context, hours), limit };
        return { json: await inTenant(tenantId, sql => untouchedLeads(sql, asked)) };
      },
    }),
  ];
}

function doingRoutes(context: Context, confirmPage: string): Route[] {
  const inTenant = context.database.withTenant;
  return [
    defineRoute({
      method: 'post',
      path: '/v1/alert-channels/:channelId/test',
      summary: 'Sends a test by a channel, and says what came of it',
      needs: 'admin',
      params: ofChannel,
      answer: deliveryAnswer,
      handle: async ({ tenantId, params }) => ({
        json: await testChannel(context, tenantId, params.channelId),
      }),
    }),
    defineRoute({
      method: 'post',
      path: '/v1/alert-channels/:channelId/confirmation',
      summary: 'Asks the reader of an e-mail address once more to confirm it, every ten minutes at most',
      needs: 'admin',
      conflict: 'There is nothing to confirm',
      params: ofChannel,
      answer: deliveryAnswer,
      handle: async ({ tenantId, params: { channelId } }) => ({
        json: await askAgain(context, tenantId, { channelId, page: confirmPage }),
      }),
    }),
    defineRoute({
      method: 'post',
      path: '/v1/alert-channels/:channelId/pause',
      summary: 'Silences a channel: what happens meanwhile is not told, what waits for it goes on waiting',
      needs: 'admin',
      params: ofChannel,
      answer: z.object({}),
      handle: async ({ tenantId, params }) => {
        await inTenant(tenantId, sql => pauseChannel(sql, params.channelId, context.now()));
        return { json: {} };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/alert-channels/:channelId/enable',
      summary:
        'Has a channel that was paused or disabled send again; what was given up stays with the deliveries',
      needs: 'admin',
      params: ofChannel,
      answer: z.object({}),
      handle: async ({ tenantId, params }) => {
        await inTenant(tenantId, sql => enableChannel(sql, params.channelId));
        context.announce('deliveries');
        return { json: {} };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/alert-channels/:channelId/remove',
      summary: 'Removes a channel with its deliveries',
      needs: 'admin',
      params: ofChannel,
      answer: z.object({}),
      handle: async ({ tenantId, params }) => {
        await inTenant(tenantId, sql => removeChannel(sql, params.channelId));
        return { json: {} };
      },
    }),
  ];
}
