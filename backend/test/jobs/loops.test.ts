import assert from 'node:assert/strict';
import { ConnectorError, DEFAULT_SIGNALS } from '@aix/shared-scoring';
import { createIngestBatcher } from '../../src/jobs/ingest-batcher.ts';
import { createRescoringLoop } from '../../src/jobs/rescoring-loop.ts';
import type { WorkLoop } from '../../src/jobs/work-loop.ts';
import { createWriteBackLoop } from '../../src/jobs/write-back-loop.ts';
import { digestUuid, emailDigest, emailSubject } from '../../src/security/digests.ts';
import { crossingsOfLead } from '../../src/store/crossings.ts';
import { markDirty, settleDirtyLeads, takeDirtyLeads } from '../../src/store/dirty-leads.ts';
import { findLeadOfRecord } from '../../src/store/leads.ts';
import { receiptsOfLead } from '../../src/store/receipts.ts';
import { findScore } from '../../src/store/scores.ts';
import type { Context, Work } from '../../src/use-cases/context.ts';
import type { CollectedBatch } from '../../src/use-cases/engagement/ingest-events.ts';
import { importLeads } from '../../src/use-cases/import-leads.ts';
import { scoreLeads } from '../../src/use-cases/score-leads.ts';
import { sweepCooling } from '../../src/use-cases/sweep-cooling.ts';
import { trainTenantModel } from '../../src/use-cases/train-model.ts';
import { writeBackScores } from '../../src/use-cases/write-back-scores.ts';
import { type Bank, openBank } from '../support/bank.ts';
import { engage } from '../support/engage.ts';
import { eventually } from '../support/eventually.ts';
import { addNoisyPast } from '../support/noisy-past.ts';
import { DATABASE_KIND } from '../support/test-database.ts';
import { withBank } from '../support/with-bank.ts';

const HOUR = 3_600;
/** So long a lead rests before it is scored, and after a burst of events; seconds. */
const REST = 0.075;
const REST_OF_BURST = 1.2;
const NO_EVENTS = { isFlooded: () => false };

describe(`background work on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  let loops: Map<Work, WorkLoop>;
  let context: Context;
  let errors: unknown[];
  withBank(async opened => {
    bank = opened;
    loops = new Map();
    errors = [];
    context = { ...bank.context, announce: work => loops.get(work)?.wake() };
    await addNoisyPast(bank, 2_000);
    for (const crm of ['salesforce', 'hubspot'] as const) {
      bank.crms[crm].put('young', { email: 'ada@acme.example', fields: { age: 25, job: 'clerk' } });
      bank.crms[crm].put('old', { email: 'bo@acme.example', fields: { age: 55, job: 'clerk' } });
      await importLeads(context, bank.tenantId, await bank.connection(crm));
    }
    await trainTenantModel(context, bank.tenantId);
    bank.passSeconds(1);
    await scoreLeads(context, bank.tenantId);
    for (const crm of ['salesforce', 'hubspot'] as const)
      await writeBackScores(context, bank.tenantId, await bank.connection(crm));
    for (const crm of Object.values(bank.crms)) crm.writes.length = 0;
    // What was just imported has its score already.
    await bank.inTenant(async sql => settleDirtyLeads(sql, await takeDirtyLeads(sql, 10_000)));
    // So that the calls above are out of the CRMs' windows, and the leads have rested.
    bank.passSeconds(60);
  });
  afterEach(async () => {
    for (const loop of loops.values()) await loop.close();
  });

  const onError = (error: unknown) => errors.push(error);
  const startLoops = () => {
    loops.set('due_writes', createWriteBackLoop(context, onError));
    loops.set('dirty_leads', createRescoringLoop(context, onError, NO_EVENTS));
  };
  const leadIdOf = async (objectId: string) => {
    const { connectionId } = await bank.connection('salesforce');
    return (await bank.inTenant(sql => findLeadOfRecord(sql, connectionId, 'Lead', objectId)))!.leadId;
  };
  /** What a lead did, a moment ago. */
  const visit = async (leadId: string, acts: number) => {
    await engage(bank, leadId, Array(acts).fill({ signal: 'demo_request' }));
    await change(leadId);
    context.announce('dirty_leads');
  };
  const change = async (leadId: string) => {
    await bank.inTenant(sql => markDirty(sql, [leadId], context.now()));
    bank.passSeconds(REST);
  };
  /** Resolves when both CRMs have a write of the record that `isIt` accepts. */
  const arrives = (objectId: string, isIt: (values: Record<string, unknown>) => boolean) =>
    eventually(() => Object.values(bank.crms).every(crm => isIt(crm.written(objectId) ?? {})));

  it('brings an event to the record in both CRMs, with its crossing', async () => {
    startLoops();
    const leadId = await leadIdOf('young');
    await visit(leadId, 30);
    await arrives('young', ({ band }) => band === 'Hot');
    assert.match(String(bank.crms.salesforce.written('young')?.reason_1), /^Demo requested: 30 \(\+\d+\)$/);
    const { crossing_token, score, engagement, fit, cell, receipt_id } =
      bank.crms.salesforce.written('young')!;
    const crossings = await bank.inTenant(sql => crossingsOfLead(sql, leadId, 10));
    assert.deepEqual(crossings.map(({ threshold, direction }) => `${threshold} ${direction}`).sort(), [
      'hot up',
      'nurture up',
      'warm up',
    ]);
    assert.match(String(crossing_token), /^hot-up-/);
    assert.ok(crossings.some(({ token }) => token === crossing_token));
    assert.ok(Number(score) >= 70 && Number(fit) < 40 && engagement === 100);
    assert.equal(cell, 'C1');
    const [receipt] = await bank.inTenant(sql => receiptsOfLead(sql, leadId, 1));
    assert.equal(receipt_id, receipt!.receiptId);
    assert.deepEqual(bank.crms.hubspot.written('young'), bank.crms.salesforce.written('young'));
    assert.deepEqual(errors, []);
  });

  it('scores a lead once, however many marks it got', async () => {
    const leadId = await leadIdOf('young');
    for (let mark = 0; mark < 1_000; mark += 100)
      await bank.inTenant(async sql => {
        for (let each = 0; each < 100; each++) await markDirty(sql, [leadId], context.now());
      });
    await engage(bank, leadId, Array(1_000).fill({ signal: 'page_view' }));
    bank.passSeconds(REST_OF_BURST);
    startLoops();
    const { scoredAt } = (await bank.inTenant(sql => findScore(sql, leadId)))!;
    await eventually(async () => (await bank.inTenant(sql => findScore(sql, leadId)))!.scoredAt > scoredAt);
    const receipts = await bank.inTenant(sql => receiptsOfLead(sql, leadId, 10));
    assert.equal(receipts.length, 2);
    const [dirty] = await bank.context.database.query('select * from dirty_leads where lead_id = $1', [
      leadId,
    ]);
    assert.equal(dirty, undefined);
  });

  const ada = { subject: emailSubject(emailDigest('ada@acme.example')) };
  const request = (number: number, signals: readonly string[]): CollectedBatch => ({
    ...{ tenantId: bank.tenantId, identifications: [], asides: [] },
    events: signals.map((signal, at) => ({
      ...{ ...ada, signal, at: context.now(), eventId: digestUuid(`event ${number} ${at}`) },
    })),
  });
  /** The lead got a further receipt, and each CRM one write. */
  const assertScoredOnce = async () => {
    await arrives('young', ({ engagement }) => Number(engagement) > 60);
    for (const loop of loops.values()) await loop.close();
    const leadId = await leadIdOf('young');
    const receipts = await bank.inTenant(sql => receiptsOfLead(sql, leadId, 10));
    assert.equal(receipts.length, 2);
    assert.deepEqual([bank.crms.salesforce.writes, bank.crms.hubspot.writes], [['young'], ['young']]);
    assert.deepEqual(errors, []);
  };

  it('coalesces a thousand events for one lead that come at once to one score, and one write a CRM', async () => {
    const collector = createIngestBatcher(context);
    startLoops();
    const requests = Array.from({ length: 20 }, (_, at) => request(at, Array(50).fill('demo_request')));
    await Promise.all(requests.map(batch => collector.add(batch)));
    await collector.close();
    bank.passSeconds(REST_OF_BURST);
    await assertScoredOnce();
  });

  it('coalesces a thousand events for one lead that are spread over a second to one score, and one write a CRM', async () => {
    const collector = createIngestBatcher(context);
    startLoops();
    for (let number = 0; number < 50; number++) {
      const { name: signal } = DEFAULT_SIGNALS[number % 10]!;
      await collector.add(request(number, Array(20).fill(signal)));
      context.announce('dirty_leads');
      bank.passSeconds(0.02);
    }
    await collector.close();
    bank.passSeconds(REST_OF_BURST);
    await assertScoredOnce();
  });

  it('goes on with one CRM while the other is down', async () => {
    bank.crms.salesforce.answer = () => {
      throw new ConnectorError('ERR_CRM_UNAVAILABLE', 'salesforce did not answer');
    };
    startLoops();
    await visit(await leadIdOf('young'), 30);
    await eventually(() => bank.crms.hubspot.written('young')?.band === 'Hot' && errors.length > 0);
    assert.equal(bank.crms.salesforce.written('young')?.band, 'Low');
  });

  it('goes on with other tenants while one is in trouble', async () => {
    const broken = await openBank(bank.context.database);
    await broken.addPast(600);
    await trainTenantModel(broken.context, broken.tenantId);
    await bank.context.database.query(`update models set artifact = '{' where tenant_id = $1`, [
      broken.tenantId,
    ]);
    const [lead] = await bank.context.database.query<{ lead_id: string }>(
      'select lead_id from leads where tenant_id = $1',
      [broken.tenantId],
    );
    await broken.inTenant(sql => markDirty(sql, [lead!.lead_id], new Date(0)));
    startLoops();
    await visit(await leadIdOf('young'), 30);
    await arrives('young', ({ band }) => band === 'Hot');
    assert.ok(errors.some(error => (error as { code?: string }).code === 'ERR_MODEL_CORRUPT'));
    await bank.context.database.query('delete from dirty_leads where tenant_id = $1', [broken.tenantId]);
  });

  it('never moves a lead across a band for what nobody signed', async () => {
    const leadId = await leadIdOf('young');
    const acts = Array(6).fill({ signal: 'demo_request', isSigned: false });
    await engage(bank, leadId, acts);
    await change(leadId);
    startLoops();
    await arrives('young', ({ score }) => Number(score) > 36);
    assert.equal(bank.crms.salesforce.written('young')?.band, 'Low');
    assert.equal(bank.crms.salesforce.written('young')?.score, 39);
    assert.deepEqual(await bank.inTenant(sql => crossingsOfLead(sql, leadId, 10)), []);
  });

  it('sweeps the leads that cooled, and no other', async () => {
    const leadId = await leadIdOf('young');
    startLoops();
    await visit(leadId, 30);
    await arrives('young', ({ engagement }) => Number(engagement) > 60);
    const warm = bank.crms.salesforce.written('young')!;
    const swept = async () => {
      await sweepCooling(context);
      const marked = await bank.inTenant(sql => takeDirtyLeads(sql, 10));
      return marked.map(lead => lead.leadId);
    };
    await loops.get('dirty_leads')!.close();
    assert.deepEqual(await swept(), []);
    const { nextLookAt } = (await bank.inTenant(sql => findScore(sql, leadId))) as { nextLookAt?: Date };
    assert.ok(nextLookAt! > context.now());
    bank.passSeconds(24 * 30 * HOUR);
    assert.deepEqual(await swept(), [leadId]);
    bank.passSeconds(REST);
    loops.set(
      'dirty_leads',
      createRescoringLoop(context, () => undefined, NO_EVENTS),
    );
    await arrives('young', ({ engagement }) => Number(engagement) < 55);
    const cold = bank.crms.salesforce.written('young')!;
    assert.ok(Number(cold.trend_7d) < 0, `${cold.trend_7d}`);
    assert.notEqual(cold.crossing_token, warm.crossing_token);
    assert.match(String(cold.crossing_token), /-down-/);
  });
});
