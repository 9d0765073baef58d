import { z } from 'zod';
import type { Context } from '../use-cases/context.ts';
import { eraseEngagement } from '../use-cases/engagement/erase-engagement.ts';
import { erasePerson } from '../use-cases/identity/erase-person.ts';
import { defineRoute, type Route } from './route.ts';

const ofLead = z.object({ leadId: z.uuid() });

/** How people are forgotten. */
export function createPrivacyRoutes(context: Context): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/v1/leads/:leadId/erase',
      needs: 'admin',
      summary:
        'Forgets a person for good, whichever CRMs show it: what was read, done, scored and said. What comes of that person later is refused; what stands in the CRMs stays there',
      params: ofLead,
      answer: z.object({ records: z.int() }),
      handle: async ({ tenantId, params }) => ({ json: await erasePerson(context, tenantId, params.leadId) }),
    }),
    defineRoute({
      method: 'post',
      path: '/v1/leads/:leadId/erase-engagement',
      needs: 'admin',
      summary:
        'Forgets each act of a lead and by what it was recognised; later events of it are refused. Receipts of its scores keep the counts that they were made of: erase takes these, too',
      params: ofLead,
      answer: z.object({}),
      handle: async ({ tenantId, params }) => {
        await eraseEngagement(context, tenantId, params.leadId);
        return { json: {} };
      },
    }),
  ];
}
