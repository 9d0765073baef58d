import { z } from 'zod';
import type { ChangeFeed } from '../store/change-feeds.ts';
import type { Connection } from '../store/connections.ts';
import type { Context } from '../use-cases/context.ts';
import { followConnection } from '../use-cases/follow-connection.ts';
import { defineRoute, type Route } from './route.ts';

const moment = z.iso.datetime().nullable();
/** How the telling of a connection's changes stands. */
export const changesSchema = z.object({
  follow: z.boolean(),
  lastChangeAt: moment,
  lagMs: z.int().nullable().meta({ description: 'From the newest change in the CRM until its lead knew it' }),
  heardAt: moment,
  told: z.int(),
  own: z.int(),
  catchUps: z
    .int()
    .meta({ description: 'How often leads were read anew because changes may have been missed' }),
  problem: z.string().nullable(),
  problemAt: moment,
});

/** What `changesSchema` says, of a connection and of what was told so far. */
export function describeChanges({ followsChanges }: Connection, feed: ChangeFeed | undefined) {
  const isoOf = (date: Date | null | undefined) => date?.toISOString() ?? null;
  const { lastChangeAt, lastSavedAt } = feed ?? {};
  return {
    follow: followsChanges,
    lastChangeAt: isoOf(lastChangeAt),
    lagMs: lastChangeAt && lastSavedAt ? Math.max(0, lastSavedAt.getTime() - lastChangeAt.getTime()) : null,
    heardAt: isoOf(feed?.heardAt),
    ...{ told: feed?.told ?? 0, own: feed?.own ?? 0, catchUps: feed?.catchUps ?? 0 },
    problem: feed?.problem ?? null,
    problemAt: isoOf(feed?.problemAt),
  };
}

/** Switches the telling of changes on and off. */
export function createChangeRoutes(context: Context): Route[] {
  return [
    defineRoute({
      method: 'put',
      path: '/v1/connections/:connectionId/changes',
      needs: 'admin',
      summary:
        'Says whether the CRM is asked to tell changes as they happen, besides being read every few minutes; in Salesforce, Lead must then be one of the objects selected for Change Data Capture',
      params: z.object({ connectionId: z.uuid() }),
      body: z.object({ follow: z.boolean() }),
      answer: z.object({ follow: z.boolean() }),
      handle: async ({ tenantId, params, body }) => {
        await followConnection(context, tenantId, params.connectionId, body.follow);
        return { json: body };
      },
    }),
  ];
}
