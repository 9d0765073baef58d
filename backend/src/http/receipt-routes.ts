import { BANDS, CHANGE_PARTS } from '@aix/shared-scoring';
import { z } from 'zod';
import { receiptsOfLead } from '../store/receipts.ts';
import { compareReceipts } from '../use-cases/compare-receipts.ts';
import type { Context } from '../use-cases/context.ts';
import { readReceipt } from '../use-cases/read-receipt.ts';
import { replayReceipt } from '../use-cases/replay-receipt.ts';
import { defineRoute, type Route } from './route.ts';

const moment = z.iso.datetime();
const band = z.enum(BANDS);
const ofReceipt = z.object({ receiptId: z.uuid() });
const ofLead = z.object({ leadId: z.uuid() });
const page = z.object({ limit: z.coerce.number().int().min(1).max(200).default(25) });
const score = z.looseObject({ scorePoints: z.int(), propensity: z.number(), logOdds: z.number() });
const payload = z.looseObject({
  why: z.array(z.string()),
  because: z.string(),
  modelVersion: z.int(),
  scoredAt: moment,
  outcome: z.looseObject({ status: z.enum(['scored', 'not_eligible', 'too_little']) }),
});
const replayed = z.object({
  score,
  fit: z.looseObject({ logOdds: z.number(), contributions: z.array(z.number()) }),
  cell: z.string(),
});
const side = z.object({
  receiptId: z.uuid(),
  madeAt: moment,
  status: z.string(),
  modelVersion: z.int(),
  scorePoints: z.int().nullable(),
  band: band.nullable(),
  overrideBand: band.nullable(),
});
const value = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** Receipts of published scores: what they say, made again, and compared. */
export function createReceiptRoutes(context: Context): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/leads/:leadId/receipts',
      summary: 'The receipts of a lead’s published scores, newest first',
      params: ofLead,
      query: page,
      answer: z.array(
        z.object({ receiptId: z.uuid(), number: z.int(), madeAt: moment, isErased: z.boolean() }),
      ),
      handle: async ({ tenantId, params, query }) => {
        const receipts = await context.database.withTenant(tenantId, sql =>
          receiptsOfLead(sql, params.leadId, query.limit),
        );
        return {
          json: receipts.map(each => ({
            ...{ receiptId: each.receiptId, number: each.number, madeAt: each.madeAt },
            isErased: each.payload === null,
          })),
        };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/receipts/:receiptId',
      summary: 'A receipt: all that a published score was made of, and why it was published',
      params: ofReceipt,
      answer: z.object({ receiptId: z.uuid(), leadId: z.uuid(), number: z.int(), madeAt: moment, payload }),
      handle: async ({ tenantId, params }) => {
        const { text: _, ...receipt } = await readReceipt(context, tenantId, params.receiptId);
        return { json: receipt };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/receipts/:receiptId/replay',
      summary: 'The receipt’s score made again with the model of then, beside the one that was published',
      params: ofReceipt,
      answer: z.object({
        receiptId: z.uuid(),
        modelVersion: z.int(),
        isSame: z.boolean(),
        stored: replayed.nullable(),
        replayed: replayed.nullable(),
      }),
      handle: async ({ tenantId, params }) => ({
        json: await replayReceipt(context, tenantId, params.receiptId),
      }),
    }),
    defineRoute({
      method: 'get',
      path: '/v1/receipts/:receiptId/changes',
      summary: 'What changed since an earlier receipt of the lead, in points that sum exactly',
      params: ofReceipt,
      query: z.object({ since: z.uuid() }),
      answer: z.object({
        leadId: z.uuid(),
        from: side,
        to: side,
        points: z.object(Object.fromEntries(CHANGE_PARTS.map(part => [part, z.int()]))).nullable(),
        fields: z.array(z.object({ name: z.string(), from: value, to: value })),
      }),
      handle: async ({ tenantId, params, query }) => ({
        json: await compareReceipts(context, tenantId, { receiptId: params.receiptId, sinceId: query.since }),
      }),
    }),
  ];
}
