import { z } from 'zod';
import type { Context } from '../../use-cases/context.ts';
import { issueLinkCode } from '../../use-cases/linking/issue-link-code.ts';
import { redeemLinkCode } from '../../use-cases/linking/redeem-link-code.ts';
import { unlink } from '../../use-cases/linking/unlink.ts';
import { defineRoute, type Route } from '../route.ts';

const ofConnection = z.object({ connectionId: z.uuid() });
const confirm = z.boolean().default(false);
const losses = z.object({
  overrides: z.int(),
  feedback: z.int(),
  events: z.int(),
  receipts: z.int(),
});

/** How an org and a portal of one customer come to share one tenant, and part again: for admins only. */
export function createLinkingRoutes(context: Context): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/v1/connections/:connectionId/link-codes',
      needs: 'admin',
      summary:
        'Shows a code to enter in the other CRM, which joins this connection’s tenant; it holds for ten minutes, once',
      params: ofConnection,
      answer: z.object({ code: z.string(), expiresAt: z.iso.datetime() }),
      handle: async ({ tenantId, person, params }) => ({
        json: await issueLinkCode(context, tenantId, { ...params, person }),
      }),
    }),
    defineRoute({
      method: 'post',
      path: '/v1/connections/:connectionId/link',
      needs: 'admin',
      once: true,
      summary:
        'Joins a connection to the tenant in which the code was shown. Without "confirm" it only says what would be lost; its records are read anew',
      params: ofConnection,
      conflict: 'The connection is linked with others, or with this one already',
      body: z.object({ code: z.string().trim().min(8).max(64), confirm }),
      answer: z.object({ linked: z.boolean(), losses }),
      handle: async ({ tenantId, person, params, body }) => ({
        json: await redeemLinkCode(context, tenantId, { ...params, ...body, person }),
      }),
    }),
    defineRoute({
      method: 'post',
      path: '/v1/connections/:connectionId/unlink',
      needs: 'admin',
      once: true,
      summary:
        'Gives a connection a tenant of its own again. Without "confirm" it only says what would be lost; its records are read anew',
      params: ofConnection,
      body: z.object({ confirm }),
      answer: z.object({ unlinked: z.boolean(), losses }),
      handle: async ({ tenantId, person, params, body }) => ({
        json: await unlink(context, tenantId, { ...params, ...body, person }),
      }),
    }),
  ];
}
