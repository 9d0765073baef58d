import { z } from 'zod';
import { PASS_LIFETIME_MS, type Sessions } from '../../security/sessions.ts';
import type { Context } from '../../use-cases/context.ts';
import { defineRoute, type Route } from '../route.ts';
import { PASS_PATH } from './channel-page.ts';

/** How an admin of an org or portal comes to the page of alert channels. */
export function createChannelPassRoutes(context: Context, sessions: Sessions, publicUrl: string): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/v1/connections/:connectionId/channel-page',
      summary: 'An address that opens the page of alert channels with a session, once, within two minutes',
      needs: 'admin',
      // Whoever repeats a signed call gets the same address, which was opened by then.
      once: true,
      params: z.object({ connectionId: z.uuid() }),
      answer: z.object({ url: z.url(), expiresAt: z.iso.datetime() }),
      handle: async ({ tenantId, person }) => {
        const pass = await sessions.issuePass(tenantId, { person, role: 'admin' });
        const expiresAt = new Date(context.now().getTime() + PASS_LIFETIME_MS);
        return { json: { url: `${publicUrl}${PASS_PATH}?pass=${pass}`, expiresAt } };
      },
    }),
  ];
}
