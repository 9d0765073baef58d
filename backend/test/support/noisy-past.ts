import { saveLeads } from '../../src/store/leads.ts';
import type { Bank } from './bank.ts';
import { makeFacts } from './make.ts';

const DAY_MS = 86_400_000;

/**
 * Past leads of whom 0.9 over 40 converted and 0.15 of the others, by a fixed draw, ids included: a model of them gives scores
 * in the middle of the scale, which engagement can move over thresholds.
 */
export async function addNoisyPast(bank: Bank, count: number): Promise<void> {
  const now = bank.context.now();
  let state = 1;
  const draw = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const leads = Array.from({ length: count }, (_, at) => {
    const age = 20 + Math.floor(draw() * 40);
    const createdAt = new Date(now.getTime() - (200 - (at % 150)) * DAY_MS);
    const hasConverted = draw() < (age > 40 ? 0.9 : 0.15);
    const conversion = { kind: 'converted', at: new Date(createdAt.getTime() + DAY_MS) } as const;
    return {
      leadId: `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`,
      ...makeFacts({
        email: `past${at}@lead.example`,
        createdAt,
        fields: { age, job: draw() < 0.5 ? 'clerk' : 'teacher' },
        outcome: hasConverted ? conversion : { kind: 'lost' },
      }),
    };
  });
  await bank.inTenant(sql => saveLeads(sql, leads, now));
}
