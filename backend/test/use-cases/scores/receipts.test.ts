import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { LearnedSignal } from '@aix/shared-scoring';
import { findLeadOfRecord } from '../../../src/store/leads.ts';
import { publishedOfLeads } from '../../../src/store/published.ts';
import { erasePayloads, receiptsOfLead } from '../../../src/store/receipts.ts';
import { currentSignals, saveSignals } from '../../../src/store/signals.ts';
import { compareReceipts } from '../../../src/use-cases/compare-receipts.ts';
import { importLeads } from '../../../src/use-cases/import-leads.ts';
import { readReceipt } from '../../../src/use-cases/read-receipt.ts';
import { replayReceipt } from '../../../src/use-cases/replay-receipt.ts';
import { rescoreLeads } from '../../../src/use-cases/rescore-leads.ts';
import { scoreLeads } from '../../../src/use-cases/score-leads.ts';
import { trainTenantModel } from '../../../src/use-cases/train-model.ts';
import { verifyAudit } from '../../../src/use-cases/verify-audit.ts';
import type { Bank } from '../../support/bank.ts';
import { engage } from '../../support/engage.ts';
import { addNoisyPast } from '../../support/noisy-past.ts';
import { DATABASE_KIND } from '../../support/test-database.ts';
import { withBank } from '../../support/with-bank.ts';

const DAY = 86_400;

describe(`receipts on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  withBank(async opened => {
    bank = opened;
    await addNoisyPast(bank, 2_000);
    bank.crms.salesforce.put('1', { email: 'ada@acme.example', fields: { age: 25, job: 'clerk' } });
    await read();
    await trainTenantModel(bank.context, bank.tenantId);
    bank.passSeconds(1);
    await scoreLeads(bank.context, bank.tenantId);
  });

  const read = async () => importLeads(bank.context, bank.tenantId, await bank.connection('salesforce'));
  const leadIdOf = async (objectId: string) => {
    const { connectionId } = await bank.connection('salesforce');
    return (await bank.inTenant(sql => findLeadOfRecord(sql, connectionId, 'Lead', objectId)))!.leadId;
  };
  const rescore = async (leadId: string) => {
    bank.passSeconds(1);
    return rescoreLeads(bank.context, bank.tenantId, [leadId]);
  };
  /** Oldest first. */
  const receipts = async (leadId: string) =>
    (await bank.inTenant(sql => receiptsOfLead(sql, leadId, 100))).reverse();
  const replay = (receiptId: string) => replayReceipt(bank.context, bank.tenantId, receiptId);
  const compare = (sinceId: string, receiptId: string) =>
    compareReceipts(bank.context, bank.tenantId, { sinceId, receiptId });
  const edit = async (changes: Parameters<Bank['crms']['salesforce']['put']>[1]) => {
    bank.passSeconds(1);
    bank.crms.salesforce.put('1', changes);
    await read();
  };

  it('are written with each publication, and count a lead’s from 1', async () => {
    const leadId = await leadIdOf('1');
    await engage(bank, leadId, [{ signal: 'demo_request' }]);
    assert.deepEqual(await rescore(leadId), { scored: 1, published: 1 });
    assert.deepEqual(await rescore(leadId), { scored: 1, published: 0 });
    const [first, second, ...more] = await receipts(leadId);
    assert.deepEqual([first!.number, second!.number, more], [1, 2, []]);
    const published = (await bank.inTenant(sql => publishedOfLeads(sql, [leadId]))).get(leadId)!;
    assert.deepEqual([published.receiptId, published.receiptNumber], [second!.receiptId, 2]);
  });

  it('hold points and model beside what they say, for cards', async () => {
    const beside = await bank.context.database.query<{ payload: string }>(
      'select payload, points, model_version from receipts where points is not null',
    );
    assert.ok(beside.length > 0);
    for (const row of beside) {
      const { outcome, modelVersion } = JSON.parse(row.payload);
      assert.deepEqual(row, {
        payload: row.payload,
        points: outcome.score.scorePoints,
        model_version: modelVersion,
      });
    }
  });

  it('say why: the first score, then what was new', async () => {
    const leadId = await leadIdOf('1');
    await engage(bank, leadId, [{ signal: 'demo_request' }]);
    await rescore(leadId);
    await edit({ fields: { age: 58, job: 'clerk' } });
    await rescore(leadId);
    bank.passSeconds(30 * DAY);
    await rescore(leadId);
    const why = [];
    for (const { receiptId } of await receipts(leadId))
      why.push((await readReceipt(bank.context, bank.tenantId, receiptId)).payload.why);
    assert.deepEqual(why, [['first'], ['events'], ['fields', 'decay'], ['decay']]);
  });

  it('hold no e-mail address', async () => {
    const leadId = await leadIdOf('1');
    for (const { payload } of await receipts(leadId)) assert.doesNotMatch(payload!, /ada@|acme/);
  });

  describe('replayed', () => {
    it('give the same number and contributions byte for byte, under an old model, too', async () => {
      const leadId = await leadIdOf('1');
      await engage(bank, leadId, [{ signal: 'demo_request' }, { signal: 'chat', secondsAgo: DAY }]);
      await rescore(leadId);
      await addNoisyPast(bank, 1_500);
      await trainTenantModel(bank.context, bank.tenantId);
      await edit({ fields: { age: 58, job: 'teacher' } });
      await rescore(leadId);
      const all = await receipts(leadId);
      assert.equal(all.length, 3);
      for (const { receiptId } of all) {
        const { isSame, stored, replayed } = await replay(receiptId);
        assert.ok(isSame);
        assert.equal(JSON.stringify(replayed), JSON.stringify(stored));
        assert.ok(stored!.fit.contributions.length > 0);
      }
      assert.deepEqual(
        await Promise.all(all.map(async ({ receiptId }) => (await replay(receiptId)).modelVersion)),
        [1, 1, 2],
      );
    });

    it('give the same for whatever fields leads have', async () => {
      const ages = [null, 0, -3, 17.25, 1e300, Number.MAX_SAFE_INTEGER, 40];
      const jobs = [null, 'clerk', 'never seen', ' teacher ', 'ß\u2028"\\', 'x'.repeat(400)];
      const ids = ages.flatMap((age, at) =>
        jobs.map((job, of) => {
          const objectId = `odd ${at} ${of}`;
          bank.crms.salesforce.put(objectId, { email: `odd${at}.${of}@acme.example`, fields: { age, job } });
          return objectId;
        }),
      );
      await read();
      bank.passSeconds(1);
      await scoreLeads(bank.context, bank.tenantId);
      for (const objectId of ids) {
        const [receipt] = await receipts(await leadIdOf(objectId));
        assert.ok((await replay(receipt!.receiptId)).isSame, objectId);
      }
    });

    it('notice a number that was altered', async () => {
      const leadId = await leadIdOf('1');
      const { receiptId, payload } = (await receipts(leadId))[0]!;
      const altered = payload!.replace(
        /"logOdds":(-?)(\d)\./,
        (_, sign, digit) => `"logOdds":${sign}${9 - digit}.`,
      );
      await bank.context.database.query('update receipts set payload = $2 where receipt_id = $1', [
        receiptId,
        altered,
      ]);
      assert.equal((await replay(receiptId)).isSame, false);
    });
  });

  describe('compared', () => {
    it('share the change among its causes, exactly', async () => {
      const leadId = await leadIdOf('1');
      await engage(bank, leadId, [{ signal: 'demo_request' }]);
      await rescore(leadId);
      await edit({ fields: { age: 58, job: 'clerk' } });
      bank.passSeconds(3 * DAY);
      await engage(bank, leadId, [{ signal: 'demo_request', secondsAgo: 3 * DAY }, { signal: 'webinar' }]);
      await rescore(leadId);
      const [first, second, third] = await receipts(leadId);
      const { points: byEvents, from, to } = await compare(first!.receiptId, second!.receiptId);
      assert.deepEqual(byEvents, {
        decay: 0,
        events: to.scorePoints! - from.scorePoints!,
        fields: 0,
        model: 0,
        override: 0,
      });
      const all = await compare(second!.receiptId, third!.receiptId);
      const { decay, events, fields, model, override } = all.points!;
      assert.ok(decay < 0 && events > 0 && fields > 0 && model === 0 && override === 0);
      assert.equal(decay + events + fields, all.to.scorePoints! - all.from.scorePoints!);
      assert.deepEqual(all.fields, [{ name: 'age', from: 25, to: 58 }]);
    });

    it('tell a new model from new facts', async () => {
      const leadId = await leadIdOf('1');
      await addNoisyPast(bank, 1_500);
      await trainTenantModel(bank.context, bank.tenantId);
      await edit({ fields: { age: 58, job: 'teacher' } });
      await rescore(leadId);
      const [first, second] = await receipts(leadId);
      const { points, from, to } = await compare(first!.receiptId, second!.receiptId);
      const { fields, model } = points!;
      assert.ok(fields > 0);
      assert.equal(fields + model, to.scorePoints! - from.scorePoints!);
      assert.deepEqual([from.modelVersion, to.modelVersion], [1, 2]);
    });

    it('tell signals that were learned anew from what the lead did, also where the earlier score knew no act', async () => {
      const leadId = await leadIdOf('1');
      await engage(bank, leadId, Array(3).fill({ signal: 'demo_request' }));
      await rescore(leadId);
      const { signals } = await bank.inTenant(currentSignals);
      const lighter = signals.map(signal => ({ ...signal, weight: signal.weight / 4 }));
      await bank.inTenant(sql =>
        saveSignals(sql, {
          signals: lighter as LearnedSignal[],
          learnedAt: new Date(),
          leads: 9,
          conversions: 5,
        }),
      );
      await rescore(leadId);
      const [first, second, third] = await receipts(leadId);
      assert.deepEqual((await readReceipt(bank.context, bank.tenantId, third!.receiptId)).payload.why, [
        'model',
        'decay',
      ]);
      const { points: acted } = await compare(first!.receiptId, second!.receiptId);
      const { points: all, from, to } = await compare(first!.receiptId, third!.receiptId);
      assert.equal(all?.events, acted?.events);
      assert.ok(all!.model < 0);
      assert.equal(all!.events + all!.model, to.scorePoints! - from.scorePoints!);
    });

    it('say what the receipt itself says of the change', async () => {
      const leadId = await leadIdOf('1');
      await engage(bank, leadId, [{ signal: 'demo_request' }]);
      await rescore(leadId);
      const [first, second] = await receipts(leadId);
      const { payload } = await readReceipt(bank.context, bank.tenantId, second!.receiptId);
      assert.ok(payload.outcome.status === 'scored');
      assert.equal(payload.outcome.changes?.sinceReceiptId, first!.receiptId);
      assert.deepEqual(
        payload.outcome.changes?.points,
        (await compare(first!.receiptId, second!.receiptId)).points,
      );
    });

    it('have no points to share when one of them is of a lead without a score', async () => {
      const leadId = await leadIdOf('1');
      await edit({ outcome: { kind: 'lost' } });
      await rescore(leadId);
      const [first, second] = await receipts(leadId);
      const { points, to } = await compare(first!.receiptId, second!.receiptId);
      assert.deepEqual([points, to.status, to.scorePoints], [null, 'not_eligible', null]);
    });

    it('are refused in the wrong order, of two leads, and when there is none', async () => {
      const leadId = await leadIdOf('1');
      await engage(bank, leadId, [{ signal: 'demo_request' }]);
      await rescore(leadId);
      bank.crms.salesforce.put('2', { email: 'b@acme.example' });
      await read();
      bank.passSeconds(1);
      await scoreLeads(bank.context, bank.tenantId);
      const [first, second] = await receipts(leadId);
      const [other] = await receipts(await leadIdOf('2'));
      await assert.rejects(compare(second!.receiptId, first!.receiptId), { message: /is not earlier/ });
      await assert.rejects(compare(first!.receiptId, other!.receiptId), { message: /different leads/ });
      await assert.rejects(compare(randomUUID(), first!.receiptId), { code: 'ERR_RECEIPT_NOT_FOUND' });
    });
  });

  describe('audited', () => {
    const faults = async () =>
      (await verifyAudit(bank.context.database)).faults.filter(({ tenantId }) => tenantId === bank.tenantId);
    let leadId: string;
    beforeEach(async () => {
      leadId = await leadIdOf('1');
      for (const acts of [1, 4]) {
        await engage(bank, leadId, Array(acts).fill({ signal: 'demo_request' }));
        await rescore(leadId);
      }
      assert.equal((await receipts(leadId)).length, 3);
    });

    it('are without a fault', async () => {
      assert.deepEqual(await faults(), []);
      const { receipts: walked, leads } = await verifyAudit(bank.context.database);
      assert.ok(walked >= 3 && leads >= 1);
    });

    const alterations: [string, string][] = [
      ['payload', `overlay(payload placing 'x' from 20 for 1)`],
      ['salt', `set_byte(salt, 3, 255 - get_byte(salt, 3))`],
      ['digest', `set_byte(digest, 31, 255 - get_byte(digest, 31))`],
      ['chain', `set_byte(chain, 0, 255 - get_byte(chain, 0))`],
      ['made_at', `made_at + interval '1 microsecond'`],
      ['points', 'points - 1'],
      ['points', 'null, model_version = null'],
      ['model_version', 'model_version + 1'],
      ['lead_id', `gen_random_uuid()`],
    ];
    for (const [column, alteration] of alterations)
      it(`find ${column} altered to ${alteration}, and name the receipt`, async () => {
        const { receiptId } = (await receipts(leadId))[1]!;
        await bank.context.database.query(
          `update receipts set ${column} = ${alteration} where receipt_id = $1`,
          [receiptId],
        );
        assert.ok((await faults()).some(fault => fault.receiptId === receiptId));
      });

    it('find a receipt that was taken out, in the middle or at the end', async () => {
      const [, second, third] = await receipts(leadId);
      await bank.context.database.query('delete from crossings where lead_id = $1', [leadId]);
      await bank.context.database.query('delete from receipts where receipt_id = $1', [second!.receiptId]);
      assert.deepEqual(
        (await faults()).map(({ receiptId }) => receiptId),
        [third!.receiptId],
      );
      await bank.context.database.query(
        'alter table published drop constraint published_tenant_id_receipt_id_fkey',
      );
      await bank.context.database.query(
        'alter table published_records drop constraint published_records_tenant_id_receipt_id_fkey',
      );
      await bank.context.database.query('delete from receipts where receipt_id = $1', [third!.receiptId]);
      assert.match((await faults())[0]!.problem, /followed by no receipt 3/);
    });

    it('stay whole when what they say is erased', async () => {
      const all = await receipts(leadId);
      const erased = await bank.inTenant(sql => erasePayloads(sql, [leadId], bank.context.now()));
      assert.equal(erased, 3);
      assert.deepEqual(await faults(), []);
      const left = await bank.context.database.query(
        'select payload, salt, points, model_version from receipts where lead_id = $1',
        [leadId],
      );
      assert.deepEqual(left, Array(3).fill({ payload: null, salt: null, points: null, model_version: null }));
      await assert.rejects(replay(all[0]!.receiptId), { code: 'ERR_RECEIPT_NOT_FOUND', message: /erased/ });
      await engage(bank, leadId, [{ signal: 'unsubscribe' }]);
      await rescore(leadId);
      assert.deepEqual(await faults(), []);
      assert.equal((await receipts(leadId)).length, 4);
    });
  });
});
