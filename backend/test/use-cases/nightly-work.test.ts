import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createNightlyLoop } from '../../src/jobs/nightly-loop.ts';
import { noteRead, saveMappings } from '../../src/store/connections.ts';
import { findChampion } from '../../src/store/models.ts';
import { countScores } from '../../src/store/scores.ts';
import type { Context, Scoring } from '../../src/use-cases/context.ts';
import { doNightlyWork, lastTurn, tenantsDueTonight } from '../../src/use-cases/nightly-work.ts';
import { trainTenantModel } from '../../src/use-cases/train-model.ts';
import { type Bank, openBank } from '../support/bank.ts';
import { eventually } from '../support/eventually.ts';
import { DATABASE_KIND } from '../support/test-database.ts';
import { withBank } from '../support/with-bank.ts';

const DAY = 86_400;

describe('lastTurn', () => {
  const now = new Date('2026-11-22T12:00:00Z');

  it('is the same time of every night, between 0:00 and 5:00 UTC', () => {
    for (let each = 0; each < 200; each += 1) {
      const tenantId = randomUUID();
      const turn = lastTurn(tenantId, now).getTime();
      assert.ok(turn >= Date.UTC(2026, 10, 22) && turn < Date.UTC(2026, 10, 22, 5));
      assert.equal(lastTurn(tenantId, new Date(now.getTime() + DAY * 1_000)).getTime(), turn + DAY * 1_000);
      assert.equal(lastTurn(tenantId, new Date(turn)).getTime(), turn);
      assert.equal(lastTurn(tenantId, new Date(turn - 1)).getTime(), turn - DAY * 1_000);
    }
  });

  it('spreads tenants over the night', () => {
    const hours = new Set(Array.from({ length: 200 }, () => lastTurn(randomUUID(), now).getUTCHours()));
    assert.equal(hours.size, 5);
  });
});

describe(`nightly work on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  withBank(async opened => {
    bank = opened;
    // By the bank's own clock; what other tests left has its turn in another century.
    await bank.context.database.query(`update tenants set nightly_done_at = '2100-01-01'`);
    await wasDone(bank);
  });

  const wasDone = ({ inTenant, context, tenantId }: Bank) =>
    inTenant(tenant =>
      tenant.query('update tenants set nightly_done_at = $2 where tenant_id = $1', [tenantId, context.now()]),
    );
  /** The bank's context, which counts what is asked of the threads. */
  function counting(change: Partial<Scoring> = {}): { context: Context; trained: () => number } {
    let trained = 0;
    const scoring: Scoring = {
      ...bank.context.scoring,
      train: training => {
        trained += 1;
        return bank.context.scoring.train(training);
      },
      ...change,
    };
    return { context: { ...bank.context, scoring }, trained: () => trained };
  }
  const isDue = async () => (await tenantsDueTonight(bank.context)).includes(bank.tenantId);
  const champion = async () => (await bank.inTenant(findChampion))?.version;
  const scored = async () => (await bank.inTenant(countScores)).reduce((sum, { leads }) => sum + leads, 0);

  it('is due once a night', async () => {
    assert.equal(await isDue(), false);
    bank.passSeconds(DAY);
    assert.equal(await isDue(), true);
    await doNightlyWork(bank.context, bank.tenantId);
    assert.equal(await isDue(), false);
    bank.passSeconds(DAY);
    assert.equal(await isDue(), true);
  });

  it('trains a new model and scores the leads by it', async () => {
    await bank.addPast(600);
    await bank.addOpen(3);
    await trainTenantModel(bank.context, bank.tenantId);
    bank.passSeconds(DAY);
    await doNightlyWork(bank.context, bank.tenantId);
    assert.equal(await champion(), 2);
    assert.equal(await scored(), 3);
  });

  it('does at once for a tenant whose CRMs have just been read the first time, and has no model yet', async () => {
    await bank.inTenant(tenant =>
      tenant.query('update tenants set nightly_done_at = null where tenant_id = $1', [bank.tenantId]),
    );
    const salesforce = (await bank.connection('salesforce')).connectionId;
    const hubspot = (await bank.connection('hubspot')).connectionId;
    const mappings = [{ field: 'job', kind: 'category' as const, source: 'job' }];
    await bank.inTenant(async tenant => {
      await noteRead(tenant, hubspot, bank.context.now());
      await saveMappings(tenant, salesforce, mappings);
      await saveMappings(tenant, hubspot, mappings);
    });
    await bank.inTenant(tenant => noteRead(tenant, salesforce, bank.context.now()));
    assert.equal(await isDue(), false, 'the portal was read before its fields were mapped');
    await bank.inTenant(tenant => noteRead(tenant, hubspot, bank.context.now()));
    assert.equal(await isDue(), true);
    await bank.addPast(600);
    await doNightlyWork(bank.context, bank.tenantId);
    assert.equal(await champion(), 1);
    assert.equal(await isDue(), false);
  });

  it('goes on where a stop has cut it', async () => {
    await bank.addPast(600);
    await bank.addOpen(3);
    await trainTenantModel(bank.context, bank.tenantId);
    bank.passSeconds(DAY);
    const cut = counting({ score: () => Promise.reject(new RangeError('killed')) });
    await assert.rejects(doNightlyWork(cut.context, bank.tenantId), /killed/);
    assert.equal(cut.trained(), 1);
    assert.equal(await isDue(), true);
    const again = counting();
    await doNightlyWork(again.context, bank.tenantId);
    assert.equal(again.trained(), 0);
    assert.deepEqual([await champion(), await scored()], [2, 3]);
  });

  it('is done by one process, and by none twice', async () => {
    await bank.addPast(600);
    bank.passSeconds(DAY);
    const [first, second] = [counting(), counting()];
    const errors: unknown[] = [];
    const loops = [first, second].map(({ context }) =>
      createNightlyLoop(context, error => errors.push(error)),
    );
    await eventually(async () => !(await isDue()));
    for (const loop of loops) loop.wake();
    for (const loop of loops) await loop.close();
    assert.deepEqual([first.trained() + second.trained(), errors], [1, []]);
  });

  it('goes on with other tenants where one is in trouble', async () => {
    const other = await openBank(bank.context.database);
    await wasDone(other);
    await bank.addPast(600);
    await other.addPast(600);
    bank.passSeconds(DAY);
    let isFirst = true;
    const { context } = counting({
      train: training => {
        if (!isFirst) return bank.context.scoring.train(training);
        isFirst = false;
        return Promise.reject(new RangeError('one is in trouble'));
      },
    });
    const errors: unknown[] = [];
    const loop = createNightlyLoop(context, error => errors.push(error));
    await eventually(async () => {
      const models = [await champion(), (await other.inTenant(findChampion))?.version];
      return models.filter(version => version === 1).length === 1;
    });
    await loop.close();
    assert.match(String(errors), /one is in trouble/);
  });

  it('keeps a model that gives scores rather than one that would give none', async () => {
    await bank.addPast(600);
    await trainTenantModel(bank.context, bank.tenantId);
    await bank.inTenant(tenant =>
      tenant.query(`update leads set outcome = 'lost', converted_at = null where tenant_id = $1`, [
        bank.tenantId,
      ]),
    );
    const outcome = await trainTenantModel(bank.context, bank.tenantId);
    assert.equal(outcome.status, 'kept');
    assert.equal(await champion(), 1);
  });
});
