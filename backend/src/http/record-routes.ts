import { NotFoundError } from '@aix/shared-scoring';
import { z } from 'zod';
import { publishedOfLeads } from '../store/published.ts';
import type { Context } from '../use-cases/context.ts';
import { leadOfRecord } from '../use-cases/lead-of-record.ts';
import { endOverrideOf, overrideBand } from '../use-cases/override-band.ts';
import { recordFeedback } from '../use-cases/record-feedback.ts';
import { scoreNow } from '../use-cases/score-now.ts';
import { recordName } from './record-name.ts';
import { defineRoute, type Route } from './route.ts';
import { feedbackAnswer, feedbackBody, overrideAnswer, overrideBody } from './score-routes.ts';

const RECORD = '/v1/connections/:connectionId/records/:objectType/:objectId';
const ofRecord = z.object({ connectionId: z.uuid(), objectType: recordName, objectId: recordName });

/** What a CRM's app does about the score on one record; it knows records, not leads. */
export function createRecordRoutes(context: Context): Route[] {
  return [
    defineRoute({
      method: 'post',
      once: true,
      path: `${RECORD}/score`,
      summary: 'Scores the lead that a CRM record shows at once',
      params: ofRecord,
      answer: z.object({ leadId: z.uuid(), isPublished: z.boolean(), receiptId: z.uuid().nullable() }),
      handle: async ({ tenantId, params }) => ({ json: await scoreNow(context, tenantId, params) }),
    }),
    defineRoute({
      method: 'post',
      once: true,
      path: `${RECORD}/feedback`,
      summary: 'Says whether the score on a CRM record is right, or the one that a receipt names',
      params: ofRecord,
      body: feedbackBody.extend({ receiptId: z.uuid().optional() }),
      answer: feedbackAnswer,
      handle: async ({ tenantId, person, params, body: { isRight, reason, note, ...body } }) => {
        const leadId = await leadOfRecord(context, tenantId, params);
        const receiptId = body.receiptId ?? (await receiptOnRecord(context, tenantId, leadId));
        const said = { isRight, ...(reason && { reason }), ...(note && { note }) };
        return { json: await recordFeedback(context, tenantId, { receiptId, leadId, person, ...said }) };
      },
    }),
    defineRoute({
      method: 'post',
      once: true,
      path: `${RECORD}/override`,
      summary: 'Sets a band beside the model’s for the lead that a CRM record shows',
      params: ofRecord,
      body: overrideBody,
      answer: overrideAnswer,
      handle: async ({ tenantId, person, params, body }) => {
        const leadId = await leadOfRecord(context, tenantId, params);
        return { json: await overrideBand(context, tenantId, { leadId, ...body, person }) };
      },
    }),
    defineRoute({
      method: 'post',
      once: true,
      path: `${RECORD}/override/end`,
      summary: 'Ends the override that holds for the lead that a CRM record shows',
      params: ofRecord,
      answer: overrideAnswer,
      handle: async ({ tenantId, person, params }) => {
        const leadId = await leadOfRecord(context, tenantId, params);
        return { json: await endOverrideOf(context, tenantId, { leadId, person }) };
      },
    }),
  ];
}

async function receiptOnRecord(context: Context, tenantId: string, leadId: string): Promise<string> {
  const published = await context.database.withTenant(tenantId, sql => publishedOfLeads(sql, [leadId]));
  const receiptId = published.get(leadId)?.receiptId;
  if (receiptId !== undefined) return receiptId;
  throw new NotFoundError('ERR_RECEIPT_NOT_FOUND', 'The lead has no score yet that could be right or wrong');
}
