import assert from 'node:assert/strict';
import fc from 'fast-check';
import { digestUuid, emailDigest, emailSubject } from '../../../src/security/digests.ts';
import type { TenantSql } from '../../../src/store/database.ts';
import { markDirty, takeDirtyLeads } from '../../../src/store/dirty-leads.ts';
import { findLeadOfRecord } from '../../../src/store/leads.ts';
import { receiptsOfLead } from '../../../src/store/receipts.ts';
import { findScore } from '../../../src/store/scores.ts';
import type { Context } from '../../../src/use-cases/context.ts';
import { ingestEvents } from '../../../src/use-cases/engagement/ingest-events.ts';
import { importLeads } from '../../../src/use-cases/import-leads.ts';
import { rescoreDirtyLeads } from '../../../src/use-cases/rescore-dirty-leads.ts';
import { rescoreLeads } from '../../../src/use-cases/rescore-leads.ts';
import { trainTenantModel } from '../../../src/use-cases/train-model.ts';
import type { Bank } from '../../support/bank.ts';
import { addNoisyPast } from '../../support/noisy-past.ts';
import { assertSameScore } from '../../support/same-score.ts';
import { DATABASE_KIND } from '../../support/test-database.ts';
import { withBank } from '../../support/with-bank.ts';

const SUBJECT = emailSubject(emailDigest('ada@acme.example'));

describe(`scores of collected events on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  let leadId: string;
  let collected = 0;
  withBank(async opened => {
    bank = opened;
    await addNoisyPast(bank, 2_000);
    bank.crms.salesforce.put('1', { email: 'ada@acme.example', fields: { age: 25, job: 'clerk' } });
    await importLeads(bank.context, bank.tenantId, await bank.connection('salesforce'));
    await trainTenantModel(bank.context, bank.tenantId);
    bank.passSeconds(1);
    await rescoreDirtyLeads(bank.context, bank.tenantId, { limit: 10 });
    const { connectionId } = await bank.connection('salesforce');
    leadId = (await bank.inTenant(sql => findLeadOfRecord(sql, connectionId, 'Lead', '1')))!.leadId;
  });

  const collect = (acts: readonly { signal: string; secondsAgo?: number }[], context = bank.context) => {
    const nowMs = bank.context.now().getTime();
    const events = acts.map(({ signal, secondsAgo = 0 }) => ({
      ...{ eventId: digestUuid(`event ${collected++}`), subject: SUBJECT, signal },
      at: new Date(nowMs - secondsAgo * 1_000),
    }));
    const batch = { tenantId: bank.tenantId, events, identifications: [], asides: [] };
    return ingestEvents(context, bank.tenantId, [batch]);
  };
  const dirty = () => bank.inTenant(sql => takeDirtyLeads(sql, 10));
  const score = () => bank.inTenant(sql => findScore(sql, leadId));
  const receipts = async () => (await bank.inTenant(sql => receiptsOfLead(sql, leadId, 10))).length;

  it('are stored with them where they move within their noise', async () => {
    const before = await score();
    bank.passSeconds(1);
    await collect([{ signal: 'page_view' }]);
    const after = await score();
    assert.ok(before?.status === 'scored' && after?.status === 'scored');
    assert.ok(after.logOdds > before.logOdds);
    assert.deepEqual([after.scoredAt, await dirty(), await receipts()], [bank.context.now(), [], 1]);
  });

  it('are left to the rescoring where they move further', async () => {
    const before = await score();
    await collect([{ signal: 'demo_request' }, { signal: 'pricing_view' }]);
    assert.deepEqual(await score(), before);
    assert.deepEqual(
      (await dirty()).map(lead => lead.leadId),
      [leadId],
    );
  });

  it('are the very scores that a scoring from scratch gives', async () => {
    const signal = fc.constantFrom('page_view', 'email_open', 'docs_view', 'unsubscribe', 'unknown');
    const acts = fc.array(fc.record({ signal, secondsAgo: fc.nat(20 * 86_400) }), {
      minLength: 1,
      maxLength: 6,
    });
    let refreshed = 0;
    await fc.assert(
      fc.asyncProperty(acts, async drawn => {
        bank.passSeconds(1);
        await collect(drawn);
        const atOnce = await score();
        if ((await dirty()).length > 0)
          return void (await rescoreDirtyLeads(bank.context, bank.tenantId, { limit: 10 }));
        refreshed += 1;
        await rescoreLeads(bank.context, bank.tenantId, [leadId]);
        assertSameScore(atOnce, await score(), bank.context.now());
      }),
      { numRuns: 30 },
    );
    assert.ok(refreshed > 0, 'all of them were left to the rescoring');
  });

  it('wait while the model cannot be used; the events do not', async () => {
    await bank.context.database.query(`update models set artifact = '{', trained_at = trained_at + interval '1 day'
      where tenant_id = '${bank.tenantId}'`);
    await collect([{ signal: 'page_view' }]);
    assert.equal((await dirty()).length, 1);
  });

  /** A bank's context whose transactions run `meanwhile` once, right before a statement that contains `text`. */
  function interrupted(text: string, meanwhile: () => Promise<unknown>): Context {
    const { database } = bank.context;
    let isFirst = true;
    const query =
      (sql: TenantSql): TenantSql['query'] =>
      async (statement, values, howOften) => {
        if (isFirst && statement.includes(text)) {
          isFirst = false;
          await meanwhile();
        }
        return sql.query(statement, values, howOften);
      };
    const withTenant: typeof database.withTenant = (tenantId, work) =>
      database.withTenant(tenantId, sql => work({ ...sql, query: query(sql) }));
    return { ...bank.context, database: { ...database, withTenant } };
  }

  describe('beside another transaction that scores the lead', () => {
    before(function () {
      if (DATABASE_KIND === 'PGlite') this.skip(); // It has one transaction at a time.
    });

    const REFRESH = 'with given as';
    const visit = () => collect([{ signal: 'page_view' }]);
    const scoreInFull = (context = bank.context) => rescoreLeads(context, bank.tenantId, [leadId]);
    /** The lead's score is, or will be, one of all its events. */
    const settles = async () => {
      await rescoreDirtyLeads(bank.context, bank.tenantId, { limit: 10 });
      const settled = await score();
      await scoreInFull();
      assertSameScore(settled, await score(), bank.context.now());
    };
    beforeEach(() => bank.passSeconds(1));

    it('are scored again when that one did not know of the events', async () => {
      await scoreInFull(interrupted('insert into scores', visit));
      assert.equal((await dirty()).length, 1);
      await settles();
    });

    it('are left to be scored again when that one saved its score first', async () => {
      await collect(
        [{ signal: 'page_view' }],
        interrupted(REFRESH, () => scoreInFull()),
      );
      assert.equal((await dirty()).length, 1);
      await settles();
    });

    it('are not undone by a round that read the lead before', async () => {
      await bank.inTenant(sql => markDirty(sql, [leadId], bank.context.now()));
      await rescoreDirtyLeads(interrupted(REFRESH, visit), bank.tenantId, { limit: 10 });
      await settles();
    });
  });
});
