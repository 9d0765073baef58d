import { modelCard } from '@aix/shared-scoring';
import { z } from 'zod';
import { loadChampion } from '../use-cases/champion.ts';
import type { Context } from '../use-cases/context.ts';
import { findDrift } from '../use-cases/find-drift.ts';
import { defineRoute, type Route } from './route.ts';

const leakSuspect = z.object({
  column: z.string(),
  sign: z.enum(['filled_late', 'predicts_alone', 'missing_tells', 'identifier']),
  isBlocked: z.boolean(),
  auc: z.number(),
  sentence: z.string(),
});

const facts = z.looseObject({
  rows: z.int(),
  conversions: z.int(),
  verdict: z.looseObject({ verdict: z.enum(['ready', 'usable', 'not_ready']), reason: z.string() }),
  starter: z.object({ name: z.string(), share: z.number() }).nullable(),
  leakSuspects: z.array(leakSuspect).nullable(),
});

const featureDrift = z.object({
  feature: z.string(),
  label: z.string(),
  level: z.enum(['stable', 'moved', 'shifted']),
  psi: z.number(),
  chanceLevel: z.number(),
  missingBefore: z.number(),
  missingNow: z.number(),
  sentence: z.string(),
});

const NO_MODEL = '# Lead model\n\nThere is no model yet: nothing has been trained.\n';

/** What people may know of the model that serves a tenant. */
export function createModelRoutes(context: Context): Route[] {
  const championOf = (tenantId: string) => context.database.withTenant(tenantId, loadChampion);
  return [
    defineRoute({
      method: 'get',
      path: '/v1/model',
      summary:
        'The model that serves: how it was judged, what it learned from, how much of it is the starter model, and which ' +
        'fields may have been filled in after the outcome; null before the first training',
      answer: z.object({ version: z.int(), facts }).nullable(),
      handle: async ({ tenantId }) => {
        const champion = await championOf(tenantId);
        return { json: champion ? { version: champion.version, facts: champion.model.facts } : null };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/model/card',
      summary: 'The card of the model that serves, for people who answer for it',
      answer: z.string(),
      answerType: 'text/markdown',
      handle: async ({ tenantId }) => {
        const champion = await championOf(tenantId);
        return { markdown: champion ? modelCard(champion.model, sayDay) : NO_MODEL };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/model/drift',
      summary:
        'How far the newest open leads differ from those that the model learned from, field by field, the strongest first; ' +
        'null before the first training',
      answer: z.object({ modelVersion: z.int(), leads: z.int(), features: z.array(featureDrift) }).nullable(),
      handle: async ({ tenantId }) => ({ json: await findDrift(context, tenantId) }),
    }),
  ];
}

/** The times of a tenant's training leads are their creation, epoch milliseconds. */
function sayDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
