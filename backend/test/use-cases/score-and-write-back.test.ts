import assert from 'node:assert/strict';
import type { CrmName } from '../../src/connectors/crm-connector.ts';
import { countWaitingWrites } from '../../src/store/outbox.ts';
import { getCard } from '../../src/use-cases/get-card.ts';
import { importLeads } from '../../src/use-cases/import-leads.ts';
import { scoreLeads } from '../../src/use-cases/score-leads.ts';
import { trainTenantModel } from '../../src/use-cases/train-model.ts';
import { writeBackScores } from '../../src/use-cases/write-back-scores.ts';
import { type Bank, closeBanks, openBank } from '../support/bank.ts';
import { DATABASE_KIND, openTestDatabase, type TestDatabase } from '../support/test-database.ts';

const PAST_LEADS = 600;
const CRMS = ['salesforce', 'hubspot'] as const;

describe(`train, score and write back on ${DATABASE_KIND}`, function () {
  this.timeout(60_000);
  let database: TestDatabase;
  let bank: Bank;
  before(async () => {
    database = await openTestDatabase();
  });
  after(async () => {
    await database.drop();
    await closeBanks();
  });
  beforeEach(async () => {
    bank = await openBank(database);
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
      bank.crms.salesforce.put('1');
      await readAll();
    });

    it('trains no model and says what is missing', async () => {
      const outcome = await train();
      assert.equal(outcome.status, 'no_model');
      assert.match('reason' in outcome ? outcome.reason : '', /training needs/);
    });

    it('scores and writes nothing, and the card says that the set-up is unfinished', async () => {
      await train();
      assert.equal(await score(), 0);
      await writeBack();
      assert.deepEqual(bank.crms.salesforce.writes, []);
      assert.equal((await cardOf('1')).state, 'setup_unfinished');
    });
  });

  describe('with too few outcomes to be judged', () => {
    it('abstains: the record says too_little, and carries no number', async () => {
      await bank.addPast(40);
      bank.crms.salesforce.put('1');
      await readAll();
      assert.equal((await train()).status, 'released');
      assert.equal(await score(), 1);
      await writeBack();
      const { status_code, score: points, band, probability } = bank.crms.salesforce.written('1') ?? {};
      assert.deepEqual([status_code, points, band, probability], ['too_little', null, null, null]);
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

    it('scores everyone again with a new model, and shows no score of the old one', async () => {
      await score();
      await train();
      assert.equal((await cardOf('old')).state, 'never_scored');
      assert.equal(await score(), 3);
      assert.equal((await cardOf('old')).state, 'scored');
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
