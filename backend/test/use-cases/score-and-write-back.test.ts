import assert from 'node:assert/strict';
import type { CrmName } from '../../src/connectors/crm-connector.ts';
import { type Lead, saveLeads } from '../../src/store/leads.ts';
import { countWaitingWrites } from '../../src/store/outbox.ts';
import { getTenant, saveTenant } from '../../src/store/tenants.ts';
import { getCard } from '../../src/use-cases/get-card.ts';
import { importLeads } from '../../src/use-cases/import-leads.ts';
import { readReceipt } from '../../src/use-cases/read-receipt.ts';
import { scoreLeads } from '../../src/use-cases/score-leads.ts';
import { trainTenantModel } from '../../src/use-cases/train-model.ts';
import { writeBackScores } from '../../src/use-cases/write-back-scores.ts';
import { type Bank, pastLeads } from '../support/bank.ts';
import { makeTenant } from '../support/make.ts';
import { DATABASE_KIND } from '../support/test-database.ts';
import { withBank } from '../support/with-bank.ts';

const PAST_LEADS = 600;
/** So late that the horizon has not passed: such a lead is scored, and no outcome. */
const RECENT = new Date('2026-11-20T09:00:00Z');
const CRMS = ['salesforce', 'hubspot'] as const;

describe(`train, score and write back on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  withBank(opened => {
    bank = opened;
  });

  const readAll = async () => {
    for (const crm of CRMS) await importLeads(bank.context, bank.tenantId, await bank.connection(crm));
  };
  const train = () => trainTenantModel(bank.context, bank.tenantId);
  /** A moment later, so that scores are newer than the facts. */
  const score = () => {
    bank.passSeconds(1);
    return scoreLeads(bank.context, bank.tenantId);
  };
  const writeBack = async (crm: CrmName = 'salesforce') =>
    writeBackScores(bank.context, bank.tenantId, await bank.connection(crm));
  const waiting = async (crm: CrmName = 'salesforce') => {
    const { connectionId } = await bank.connection(crm);
    return bank.inTenant(tenant => countWaitingWrites(tenant, connectionId));
  };
  const cardOf = async (objectId: string, crm: CrmName = 'salesforce') => {
    const { connectionId } = await bank.connection(crm);
    const request = { connectionId, objectType: 'Lead', objectId };
    return getCard(bank.context, bank.tenantId, request, { locale: 'en' });
  };

  describe('without outcomes to learn from', () => {
    beforeEach(async () => {
      bank.crms.salesforce.put('1', { email: 'ada@gmail.com', createdAt: RECENT });
      await readAll();
    });

    it('trains the starter alone and says that it is not ready', async () => {
      const outcome = await train();
      assert.ok(outcome.status === 'released');
      const { facts } = outcome.model;
      assert.deepEqual([facts.starter?.share, facts.verdict.verdict], [1, 'not_ready']);
      assert.match(facts.verdict.reason, /starter model alone: 0 of 0 leads/);
    });

    it('writes that there is too little, without number or band, and shows what is assumed on the card', async () => {
      await train();
      assert.equal(await score(), 1);
      await writeBack();
      const { status_code, score: points, band, reason_1 } = bank.crms.salesforce.written('1') ?? {};
      assert.deepEqual([status_code, points, band, reason_1], ['too_little', null, null, null]);
      const card = await cardOf('1');
      assert.ok(card.state === 'too_little');
      assert.match(card.text, /^None of your leads has a known outcome yet/);
      assert.deepEqual(
        card.signs?.down.map(({ text }) => text),
        ['Weak sign · E-mail: address of a free provider'],
      );
    });

    it('says before the first training that the set-up is unfinished', async () => {
      assert.equal(await score(), 0);
      assert.equal((await cardOf('1')).state, 'setup_unfinished');
    });

    it('fixes no scale of points before there are any', async () => {
      await train();
      assert.equal((await bank.inTenant(getTenant)).scoreScale, undefined);
      await bank.addPast(PAST_LEADS);
      await train();
      const { scoreScale } = await bank.inTenant(getTenant);
      // Half of the past leads convert, so an average lead has even odds, not the starter's one in twenty.
      assert.ok(Math.abs(scoreScale?.midLogOdds ?? Number.NaN) < 0.5, `${scoreScale?.midLogOdds}`);
    });

    it('releases nothing when no field says anything', async () => {
      const fields = [{ name: 'email', label: 'E-mail', kind: 'category' }] as const;
      await saveTenant(bank.context.database, { ...makeTenant(bank.tenantId), fields: [...fields] });
      const outcome = await train();
      assert.equal(outcome.status, 'no_model');
      assert.match('reason' in outcome ? outcome.reason : '', /training needs/);
    });
  });

  describe('with outcomes that do not tell leads apart', () => {
    for (const count of [1, 5, 40]) {
      it(`abstains with ${count}: the record says too_little, and carries no number`, async () => {
        await bank.addPast(count);
        bank.crms.salesforce.put('1', { createdAt: RECENT });
        await readAll();
        assert.equal((await train()).status, 'released');
        assert.equal(await score(), 1);
        await writeBack();
        const { status_code, score: points, band, probability } = bank.crms.salesforce.written('1') ?? {};
        assert.deepEqual([status_code, points, band, probability], ['too_little', null, null, null]);
        const card = await cardOf('1');
        assert.ok(card.state === 'too_little');
        assert.match(card.text, new RegExp(`^Your outcomes so far \\(${count}, `));
      });
    }

    it('abstains when all leads ended alike, however many', async () => {
      const lost = pastLeads(PAST_LEADS, bank.context.now().getTime()).map(lead => ({
        ...lead,
        outcome: { kind: 'lost' } as const,
      }));
      await bank.inTenant(tenant => saveLeads(tenant, lost, bank.context.now()));
      bank.crms.salesforce.put('1', { createdAt: RECENT });
      await readAll();
      await train();
      await score();
      const card = await cardOf('1');
      assert.ok(card.state === 'too_little');
      assert.match(card.text, /\(600, 0 converted\)/);
    });
  });

  describe('with dates', () => {
    const DAY_MS = 86_400_000;
    const trial = { name: 'trial_started', label: 'Trial started', kind: 'date' } as const;
    const startedBefore = (createdAt: Date, days: number) =>
      new Date(createdAt.getTime() - days * DAY_MS).toISOString();

    /** A trial that began within five days before the lead came in nearly always ends in a conversion. */
    const saveTrials = async (changes: (lead: Lead, at: number) => Lead['fields'] = () => ({})) => {
      await saveTenant(bank.context.database, { ...makeTenant(bank.tenantId), fields: [trial] });
      const leads = pastLeads(PAST_LEADS, bank.context.now().getTime()).map((lead, at) => {
        const days = lead.outcome.kind === 'converted' ? at % 5 : 20 + (at % 60);
        const fields = { trial_started: startedBefore(lead.createdAt, days) };
        return { ...lead, fields: { ...fields, ...changes(lead, at) } };
      });
      await bank.inTenant(tenant => saveLeads(tenant, leads, bank.context.now()));
    };
    const openLead = (days: number) => {
      const createdAt = new Date('2026-10-01T09:00:00Z');
      return { createdAt, fields: { trial_started: startedBefore(createdAt, days) } };
    };

    it('learns from the age that a date had when the lead came in, and says it so', async () => {
      await saveTrials();
      bank.crms.salesforce.put('fresh', { email: 'f@acme.example', ...openLead(2) });
      bank.crms.salesforce.put('stale', { email: 's@acme.example', ...openLead(70) });
      await readAll();
      await train();
      await score();
      const [fresh, stale] = await Promise.all([cardOf('fresh'), cardOf('stale')]);
      assert.ok(fresh.state === 'scored' && stale.state === 'scored');
      assert.ok(fresh.header.scorePoints > stale.header.scorePoints + 20);
      const reason = fresh.why.up[0]!;
      assert.equal(reason.field, 'trial_started');
      assert.match(reason.text, /^Trial started: 2 days before the lead came in \(\+\d+\)/);
    });

    it('reads a date from after the lead came in as missing: it may come from the outcome itself', async () => {
      await saveTrials(lead => {
        const converted = lead.outcome.kind === 'converted';
        return { trial_started: converted ? startedBefore(lead.createdAt, -3) : null };
      });
      bank.crms.salesforce.put('1', { email: 'f@acme.example' });
      await readAll();
      await train();
      await score();
      assert.equal((await cardOf('1')).state, 'too_little');
    });
  });

  describe('with a model', () => {
    beforeEach(async () => {
      await bank.addPast(PAST_LEADS);
      const email = 'ada@acme.example';
      bank.crms.salesforce.put('old', { email, fields: { age: 55, job: 'clerk' } });
      bank.crms.hubspot.put('twin', { email, fields: { age: 55, job: 'clerk' } });
      bank.crms.salesforce.put('young', { email: 'y@acme.example', fields: { age: 22, job: 'clerk' } });
      bank.crms.salesforce.put('empty', { email: null, company: null });
      bank.crms.salesforce.put('lost', { email: 'l@acme.example', outcome: { kind: 'lost' } });
      await readAll();
      await train();
    });

    it('scores every open lead once, and writes it to every record that shows it', async () => {
      assert.equal(await score(), 3);
      assert.equal(await score(), 0);
      for (const crm of CRMS) await writeBack(crm);
      assert.deepEqual(bank.crms.salesforce.writes.sort(), ['empty', 'old', 'young']);
      assert.deepEqual(bank.crms.salesforce.written('old'), bank.crms.hubspot.written('twin'));
      const [old, young] = ['old', 'young'].map(id => Number(bank.crms.salesforce.written(id)?.score));
      assert.ok(old! > young!, `${old} > ${young}`);
    });

    it('says the same on the card as on the record', async () => {
      await score();
      await writeBack();
      const card = await cardOf('old');
      assert.ok(card.state === 'scored');
      const { score: points, band, reason_1 } = bank.crms.salesforce.written('old') ?? {};
      assert.deepEqual([points, band], [card.header.scorePoints, card.header.band]);
      assert.equal(reason_1, card.why.up[0]?.text);
      const twin = await cardOf('twin', 'hubspot');
      assert.deepEqual(twin, card);
    });

    it('says which empty field could move the score, as it stands in the receipt', async () => {
      bank.crms.salesforce.put('ageless', { email: 'a@acme.example', fields: { age: null, job: 'clerk' } });
      await readAll();
      await score();
      const [ageless, old] = await Promise.all([cardOf('ageless'), cardOf('old')]);
      assert.ok(ageless.state === 'scored' && old.state === 'scored');
      assert.equal(old.emptyField, null);
      const { field, points, text } = ageless.emptyField!;
      assert.equal(field, 'age');
      assert.ok(points.high > points.low, text);
      assert.match(text, /^Add Age: could move the score by \S+ to \S+ points$/);
      const { payload } = await readReceipt(bank.context, bank.tenantId, ageless.standing!.receiptId);
      assert.ok(payload.outcome.status === 'scored');
      assert.equal(payload.outcome.emptyField?.field, 'age');
    });

    it('writes why a lead has no score where it is not eligible', async () => {
      await score();
      await writeBack();
      const { status_code, score: points } = bank.crms.salesforce.written('empty') ?? {};
      assert.deepEqual([status_code, points], ['not_eligible', null]);
      assert.equal((await cardOf('empty')).state, 'not_eligible');
      assert.equal((await cardOf('lost')).state, 'not_eligible');
    });

    it('shows nothing for records that are not known', async () => {
      assert.equal((await cardOf('unknown')).state, 'never_scored');
    });

    it('scores a lead again when a fact changed, and only that one', async () => {
      await score();
      await writeBack();
      bank.crms.salesforce.writes.length = 0;
      bank.passSeconds(60);
      bank.crms.salesforce.put('young', { fields: { age: 58, job: 'clerk' } });
      await readAll();
      assert.equal(await score(), 1);
      await writeBack();
      assert.deepEqual(bank.crms.salesforce.writes, ['young']);
      assert.ok(Number(bank.crms.salesforce.written('young')?.score) > 50);
    });

    it('does not score again because of its own writes', async () => {
      await score();
      await writeBack();
      await readAll();
      assert.equal(await score(), 0);
    });

    it('writes the score to a further record of a lead that has it already', async () => {
      await score();
      bank.crms.hubspot.put('late', { email: 'y@acme.example', fields: { age: 22, job: 'clerk' } });
      await readAll();
      assert.equal(await score(), 1);
      for (const crm of CRMS) await writeBack(crm);
      assert.equal(bank.crms.hubspot.written('late')?.score, bank.crms.salesforce.written('young')?.score);
    });

    it('scores everyone again with a new model, and leaves records alone of which it says the same', async () => {
      await score();
      await writeBack();
      const before = await cardOf('old');
      bank.crms.salesforce.writes.length = 0;
      await train();
      assert.equal(await score(), 3);
      await writeBack();
      assert.deepEqual(bank.crms.salesforce.writes, []);
      assert.ok(before.state === 'scored' && before.foot.modelVersion === 'v1');
      const after = await cardOf('old');
      assert.ok(after.state === 'scored' && after.foot.modelVersion === 'v1', 'the model that made it');
      assert.deepEqual(after.why, before.why);
    });

    it('takes values that the model never saw for missing', async () => {
      const fields = { age: Number.MAX_VALUE, job: `${'x'.repeat(300)}\ud83d`, unknown: true };
      bank.crms.salesforce.put('odd', { email: 'odd@acme.example', fields });
      await readAll();
      await score();
      await writeBack();
      assert.equal(bank.crms.salesforce.written('odd')?.status_code, 'scored');
    });

    it('keeps a postponed write and sends it when it is due', async () => {
      await score();
      bank.crms.salesforce.answer = ({ objectId }) =>
        objectId === 'old'
          ? { objectId, status: 'postponed', reason: 'busy', retryAfterMs: 90_000 }
          : { objectId, status: 'written' };
      await writeBack();
      assert.equal(await waiting(), 1);
      bank.crms.salesforce.answer = ({ objectId }) => ({ objectId, status: 'written' });
      await writeBack();
      assert.equal(await waiting(), 1, 'it rests');
      bank.passSeconds(90);
      await writeBack();
      assert.equal(await waiting(), 0);
      assert.equal(bank.crms.salesforce.written('old')?.status_code, 'scored');
    });

    it('goes on with the others when a record is refused', async () => {
      await score();
      bank.crms.salesforce.answer = ({ objectId }) =>
        objectId === 'old'
          ? { objectId, status: 'rejected', reason: 'ENTITY_IS_DELETED' }
          : { objectId, status: 'written' };
      await writeBack();
      assert.equal(await waiting(), 0);
      assert.equal(bank.crms.salesforce.written('young')?.status_code, 'scored');
    });

    it('keeps everything for later when an admin must connect again, and writes to the other CRM', async () => {
      await score();
      bank.crms.salesforce.revoke();
      await assert.rejects(writeBack('salesforce'), {
        code: 'ERR_CRM_AUTH_EXPIRED',
        message: 'An admin must connect salesforce again',
      });
      assert.equal(await waiting('salesforce'), 3);
      await writeBack('hubspot');
      assert.equal(bank.crms.hubspot.written('twin')?.status_code, 'scored');
    });
  });
});
