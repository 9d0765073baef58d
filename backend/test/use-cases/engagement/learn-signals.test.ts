import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { DEFAULT_SIGNALS } from '@aix/shared-scoring';
import { digestUuid, emailDigest, emailSubject } from '../../../src/security/digests.ts';
import { takeDirtyLeads } from '../../../src/store/dirty-leads.ts';
import { engagementOfLeads } from '../../../src/store/engagement.ts';
import { claimEmails } from '../../../src/store/identities.ts';
import { saveLeads } from '../../../src/store/leads.ts';
import { currentSignals } from '../../../src/store/signals.ts';
import { ingestEvents } from '../../../src/use-cases/engagement/ingest-events.ts';
import { learnTenantSignals } from '../../../src/use-cases/engagement/learn-signals.ts';
import type { Bank } from '../../support/bank.ts';
import { makeFacts } from '../../support/make.ts';
import { DATABASE_KIND } from '../../support/test-database.ts';
import { withBank } from '../../support/with-bank.ts';

const DAY_MS = 86_400_000;

describe(`learnTenantSignals on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  withBank(opened => {
    bank = opened;
  });

  /**
   * Leads of the last 90 days, one a day and round: each views a page and, every third, a pricing page. Of those who did, all but every
   * tenth convert two days after; of the others every tenth does.
   */
  async function addLeads(count: number): Promise<string[]> {
    const { context, tenantId } = bank;
    const now = context.now().getTime();
    const leads = Array.from({ length: count }, (_, at) => {
      const createdAt = new Date(now - (1 + (at % 90)) * DAY_MS);
      const isKeen = at % 3 === 0;
      const converts = isKeen !== (at % 10 === 0);
      const convertedAt = new Date(createdAt.getTime() + 2.5 * DAY_MS);
      const outcome =
        converts && convertedAt.getTime() < now
          ? ({ kind: 'converted', at: convertedAt } as const)
          : ({ kind: 'open' } as const);
      return {
        leadId: randomUUID(),
        isKeen,
        ...makeFacts({ email: `lead${at}@acme.example`, createdAt, outcome }),
      };
    });
    await bank.inTenant(async tenant => {
      await saveLeads(tenant, leads, context.now());
      await claimEmails(
        tenant,
        leads.map(({ email, leadId }) => ({ email: email!, leadId })),
      );
    });
    const events = leads.flatMap(({ email, createdAt, isKeen, leadId }) =>
      ['page_view', ...(isKeen ? ['pricing_view'] : [])].map(signal => ({
        eventId: digestUuid(`${leadId} ${signal}`),
        subject: emailSubject(emailDigest(email!)),
        signal,
        at: new Date(createdAt.getTime() + 0.5 * DAY_MS),
      })),
    );
    await ingestEvents(context, tenantId, [{ tenantId, events, identifications: [], asides: [] }]);
    return leads.map(({ leadId }) => leadId);
  }
  const learn = () => learnTenantSignals(bank.context, bank.tenantId);

  it('keeps the assumed signals until enough leads converted', async () => {
    await addLeads(60);
    const outcome = await learn();
    assert.equal(outcome.status, 'too_little');
    assert.match((outcome as { reason: string }).reason, /it takes 30$/);
    assert.deepEqual(await bank.inTenant(currentSignals), {
      version: 0,
      signals: DEFAULT_SIGNALS,
      learned: false,
    });
  });

  it('lets what the outcomes tell count from now on, for engagement and scores', async () => {
    const leads = await addLeads(300);
    await bank.inTenant(tenant =>
      tenant.query('delete from dirty_leads where tenant_id = $1', [bank.tenantId]),
    );
    const outcome = await learn();
    assert.equal(outcome.status, 'learned');
    const { version, signals, learned } = await bank.inTenant(currentSignals);
    assert.deepEqual([version, learned], [1, true]);
    const weightOf = (name: string) => signals.find(signal => signal.name === name)!.weight;
    assert.ok(weightOf('pricing_view') > 2 * weightOf('page_view'));
    const engagement = await bank.inTenant(tenant => engagementOfLeads(tenant, leads));
    assert.equal(engagement.size, leads.length);
    for (const { signalsVersion, state } of engagement.values()) {
      assert.equal(signalsVersion, 1);
      for (const { name, halfLifeDays } of signals)
        assert.ok((state.counters[name]?.halfLifeDays ?? halfLifeDays) === halfLifeDays, name);
    }
    assert.equal((await bank.inTenant(tenant => takeDirtyLeads(tenant, 1000))).length, leads.length);
  });

  it('is the same however often the same outcomes are learned from', async () => {
    await addLeads(300);
    const versions = [];
    for (let round = 0; round < 2; round++) {
      await learn();
      versions.push((await bank.inTenant(currentSignals)).signals);
    }
    assert.deepEqual(versions[0], versions[1]);
  });

  it('folds a lead anew whose engagement is older than the signals', async () => {
    const [lead] = await addLeads(300);
    await learn();
    await bank.inTenant(tenant =>
      tenant.query('update engagement set signals_version = 0 where tenant_id = $1', [bank.tenantId]),
    );
    const { context, tenantId } = bank;
    const event = {
      eventId: randomUUID(),
      subject: emailSubject(emailDigest('lead0@acme.example')),
      signal: 'page_view',
      at: context.now(),
    };
    await ingestEvents(context, tenantId, [{ tenantId, events: [event], identifications: [], asides: [] }]);
    const engagement = (await bank.inTenant(tenant => engagementOfLeads(tenant, [lead!]))).get(lead!);
    assert.equal(engagement?.signalsVersion, 1);
    assert.equal(engagement?.lastEventAt.getTime(), context.now().getTime());
  });
});
