import assert from 'node:assert/strict';
import fc from 'fast-check';
import { markDirty, takeDirtyLeads } from '../../../src/store/dirty-leads.ts';
import { findLeadOfRecord } from '../../../src/store/leads.ts';
import { receiptsOfLead } from '../../../src/store/receipts.ts';
import { findScore } from '../../../src/store/scores.ts';
import { findStandingLeads } from '../../../src/store/standing-scores.ts';
import { importLeads } from '../../../src/use-cases/import-leads.ts';
import { overrideBand } from '../../../src/use-cases/override-band.ts';
import { rescoreDirtyLeads } from '../../../src/use-cases/rescore-dirty-leads.ts';
import { rescoreLeads } from '../../../src/use-cases/rescore-leads.ts';
import { scoreLeads } from '../../../src/use-cases/score-leads.ts';
import { trainTenantModel } from '../../../src/use-cases/train-model.ts';
import type { Bank } from '../../support/bank.ts';
import { type Act, engage } from '../../support/engage.ts';
import { addNoisyPast } from '../../support/noisy-past.ts';
import { assertSameScore } from '../../support/same-score.ts';
import { DATABASE_KIND } from '../../support/test-database.ts';
import { withBank } from '../../support/with-bank.ts';

describe(`rescoreDirtyLeads on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  let leadId: string;
  withBank(async opened => {
    bank = opened;
    await addNoisyPast(bank, 2_000);
    bank.crms.salesforce.put('1', { email: 'ada@acme.example', fields: { age: 25, job: 'clerk' } });
    await read();
    await trainTenantModel(bank.context, bank.tenantId);
    bank.passSeconds(1);
    await scoreLeads(bank.context, bank.tenantId);
    const { connectionId } = await bank.connection('salesforce');
    leadId = (await bank.inTenant(sql => findLeadOfRecord(sql, connectionId, 'Lead', '1')))!.leadId;
  });

  const read = async () => importLeads(bank.context, bank.tenantId, await bank.connection('salesforce'));
  const act = async (acts: readonly Act[]) => {
    bank.passSeconds(1);
    await engage(bank, leadId, acts);
    await bank.inTenant(sql => markDirty(sql, [leadId], bank.context.now()));
  };
  const rescoreDirty = () => rescoreDirtyLeads(bank.context, bank.tenantId, { limit: 10 });
  const dirty = () => bank.inTenant(sql => takeDirtyLeads(sql, 10));
  const score = () => bank.inTenant(sql => findScore(sql, leadId));
  const receipts = async () => (await bank.inTenant(sql => receiptsOfLead(sql, leadId, 10))).length;
  const standing = () => bank.inTenant(sql => findStandingLeads(sql, [leadId]));

  it('refreshes a score that moves within its noise, and publishes nothing', async () => {
    const before = await score();
    await act([{ signal: 'page_view' }]);
    assert.deepEqual(await rescoreDirty(), { scored: 1, published: 0, taken: 1 });
    const after = await score();
    assert.ok(before?.status === 'scored' && after?.status === 'scored');
    assert.ok(after.logOdds > before.logOdds);
    assert.deepEqual(after.scoredAt, bank.context.now());
    assert.deepEqual([await receipts(), await dirty()], [1, []]);
  });

  it('publishes a score that moves further, with its receipt', async () => {
    await act([{ signal: 'demo_request' }, { signal: 'pricing_view' }]);
    assert.deepEqual(await rescoreDirty(), { scored: 1, published: 1, taken: 1 });
    assert.deepEqual([await receipts(), await dirty()], [2, []]);
  });

  it('gives the very score that a scoring from scratch gives', async () => {
    const acts = fc.array(
      fc.record({
        signal: fc.constantFrom('page_view', 'email_open', 'docs_view', 'unsubscribe', 'unknown'),
        secondsAgo: fc.nat(20 * 86_400),
        isSigned: fc.boolean(),
      }),
      { minLength: 1, maxLength: 6 },
    );
    await fc.assert(
      fc.asyncProperty(acts, async drawn => {
        await act(drawn);
        await rescoreDirty();
        const refreshed = await score();
        await rescoreLeads(bank.context, bank.tenantId, [leadId]);
        assertSameScore(refreshed, await score(), bank.context.now());
      }),
      { numRuns: 30 },
    );
  });

  it('asks the model again where a fact changed', async () => {
    assert.equal((await standing()).length, 1);
    bank.passSeconds(1);
    bank.crms.salesforce.put('1', { email: 'ada@acme.example', fields: { age: 58, job: 'clerk' } });
    await read();
    assert.deepEqual(await standing(), []);
    await rescoreDirty();
    const after = await score();
    assert.ok(after?.status === 'scored' && after.fitPoints > 50);
  });

  it('leaves a lead beside whose band a person set another to the full scoring', async () => {
    const endsAt = new Date(bank.context.now().getTime() + 3 * 86_400_000);
    const override = { leadId, band: 'Hot', reason: 'met at the fair', person: 'ada', endsAt } as const;
    await overrideBand(bank.context, bank.tenantId, override);
    assert.deepEqual(await standing(), []);
  });

  it('keeps a lead dirty that was marked again meanwhile', async () => {
    await act([{ signal: 'page_view' }]);
    const { database } = bank.context;
    let isFirst = true;
    const withTenant: typeof database.withTenant = (tenantId, work) =>
      database.withTenant(tenantId, sql =>
        work({
          ...sql,
          async query(text, values) {
            if (isFirst && text.includes('update scores')) {
              isFirst = false;
              await markDirty(sql, [leadId], bank.context.now());
            }
            return sql.query(text, values);
          },
        }),
      );
    const context = { ...bank.context, database: { ...database, withTenant } };
    await rescoreDirtyLeads(context, bank.tenantId, { limit: 10 });
    assert.equal((await dirty()).length, 1);
  });
});
