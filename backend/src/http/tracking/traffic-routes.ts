import { z } from 'zod';
import { FILTER_REASONS } from '../../store/own-traffic.ts';
import type { Context } from '../../use-cases/context.ts';
import { getTraffic, isNetwork, setOwnTraffic } from '../../use-cases/engagement/own-traffic.ts';
import { defineRoute, type Route } from '../route.ts';

const MOST = 200;
const domain = z
  .string()
  .transform(text => text.trim().toLowerCase())
  .pipe(z.string().regex(/^([a-z0-9-]+\.)+[a-z0-9-]+$/, 'must be a domain, such as acme.com'));
const network = z
  .string()
  .refine(isNetwork, 'must be a network in CIDR notation, such as 192.0.2.0/24 or 2001:db8::/32');

/** Whose visits do not count, and how much was left out. */
export function createTrafficRoutes(context: Context): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/traffic',
      needs: 'admin',
      summary:
        'Whose visits do not count, and how many events were left out in the last 30 days, by day (UTC) and reason',
      answer: z.object({
        domains: z.array(z.string()),
        networks: z.array(z.string()),
        filtered: z.array(z.object({ day: z.iso.date(), reason: z.enum(FILTER_REASONS), events: z.int() })),
      }),
      handle: async ({ tenantId }) => ({ json: await getTraffic(context, tenantId) }),
    }),
    defineRoute({
      method: 'put',
      path: '/v1/traffic',
      needs: 'admin',
      summary:
        'Says whose visits do not count: the domains of your own people’s addresses, and your own networks',
      body: z.object({ domains: z.array(domain).max(MOST), networks: z.array(network).max(MOST) }),
      answer: z.object({}),
      handle: async ({ tenantId, body }) => {
        await setOwnTraffic(context, tenantId, body);
        return { json: {} };
      },
    }),
  ];
}
