import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { ConnectorError } from '@aix/shared-scoring';
import { cleanUp } from '../../../src/use-cases/access/clean-up.ts';
import { importLeads } from '../../../src/use-cases/import-leads.ts';
import { findToldConnections } from '../../../src/use-cases/portals/settle-told-changes.ts';
import { settleWaitingActions } from '../../../src/use-cases/portals/settle-waiting-actions.ts';
import { scoreLeads } from '../../../src/use-cases/score-leads.ts';
import { trainTenantModel } from '../../../src/use-cases/train-model.ts';
import type { Bank } from '../../support/bank.ts';
import type { MemoryCrm } from '../../support/memory-crm.ts';
import { DATABASE_KIND } from '../../support/test-database.ts';
import { withBank } from '../../support/with-bank.ts';
import { type ServedPortal, servePortal } from './portal-fixture.ts';

const DAY_S = 86_400;

describe(`workflows that wait for an action, on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  let hubspot: MemoryCrm;
  let portal: ServedPortal;
  withBank(async opened => {
    bank = opened;
    ({ hubspot } = bank.crms);
    hubspot.put('7', person('ada@acme.example'));
    await importLeads(bank.context, bank.tenantId, await bank.connection('hubspot'));
    await bank.addPast(600);
    await trainTenantModel(bank.context, bank.tenantId);
    await scoreLeads(bank.context, bank.tenantId);
    for (const objectId of ['8', '9']) hubspot.put(objectId, person(`${objectId}@acme.example`));
    hubspot.canWait = true;
    portal = await servePortal(bank);
  });
  afterEach(() => portal.close());

  const person = (email: string) => ({ objectType: 'contact', email, fields: { age: 55, job: 'clerk' } });
  const goAway = () => {
    hubspot.onPage = () => {
      throw new ConnectorError('ERR_CRM_RATE_LIMITED', 'The portal is busy', { retryAfterMs: 10_000 });
    };
  };
  const comeBack = () => {
    hubspot.onPage = () => undefined;
  };
  const ask = async (
    action: string,
    objectId: number,
    inputFields: object = {},
    callbackId = randomUUID(),
  ) => {
    const answer = await portal.notify(`/v1/hubspot/workflow-actions/${action}`, {
      ...{ callbackId, inputFields, context: { workflowId: 42 } },
      origin: { portalId: Number(bank.portalId) },
      object: { objectId, objectType: 'CONTACT' },
    });
    const { outputFields } = (await answer.json()) as { outputFields?: Record<string, unknown> };
    return { callbackId, status: answer.status, outputFields };
  };
  const settle = async () =>
    settleWaitingActions(bank.context, bank.tenantId, await bank.connection('hubspot'));
  const count = async (table: string) =>
    (await bank.inTenant(sql => sql.query(`select 1 from ${table} where tenant_id = $1`, [sql.tenantId])))
      .length;
  const isFound = async () =>
    (await findToldConnections(bank.context)).some(({ tenantId }) => tenantId === bank.tenantId);

  it('are told to, a day at most and the same however often they ask, and then how it ended', async () => {
    goAway();
    const { callbackId, ...first } = await ask('score-record', 8);
    const block = { hs_execution_state: 'BLOCK', hs_expiration_duration: 'PT24H' };
    assert.deepEqual(first, { status: 200, outputFields: block });
    assert.deepEqual((await ask('score-record', 8, {}, callbackId)).outputFields, block);
    assert.ok(await isFound());
    await assert.rejects(settle(), { code: 'ERR_CRM_RATE_LIMITED' });
    comeBack();
    await settle();
    const [end, ...others] = hubspot.ended;
    assert.deepEqual(
      [end?.callbackId, end?.done, end?.outputs.status, others],
      [callbackId, true, 'scored', []],
    );
    assert.ok(!(await isFound()));
  });

  it('have their contacts read together', async () => {
    goAway();
    await ask('score-record', 8);
    await ask('score-record', 9);
    let reads = 0;
    hubspot.onPage = () => {
      reads += 1;
    };
    await settle();
    assert.equal(reads, 1);
    assert.deepEqual(
      hubspot.ended.map(({ outputs }) => outputs.status),
      ['scored', 'scored'],
    );
  });

  it('get nothing done twice when the service stops before it told them', async () => {
    goAway();
    await ask('record-outcome', 8, { outcome: 'lost', occurred_at: '2026-11-01T00:00:00Z' });
    comeBack();
    hubspot.onEnd = () => {
      throw new ConnectorError('ERR_CRM_UNAVAILABLE', 'HubSpot is away');
    };
    await assert.rejects(settle(), /away/);
    assert.equal(await count('told_outcomes'), 1);
    const [told] = await bank.inTenant(sql =>
      sql.query<{ told_at: Date }>('select told_at from told_outcomes where tenant_id = $1', [sql.tenantId]),
    );
    bank.passSeconds(60);
    hubspot.onEnd = () => undefined;
    await settle();
    assert.deepEqual(
      hubspot.ended.map(({ done }) => done),
      [true],
    );
    const [after] = await bank.inTenant(sql =>
      sql.query<{ told_at: Date }>('select told_at from told_outcomes where tenant_id = $1', [sql.tenantId]),
    );
    assert.deepEqual(after, told);
  });

  it('go on with a sentence where the contact is gone meanwhile', async () => {
    goAway();
    await ask('score-record', 8);
    comeBack();
    hubspot.remove('8');
    await settle();
    const [end] = hubspot.ended;
    assert.deepEqual([end?.done, end?.outputs.status], [false, 'not_done']);
    assert.match(String(end?.outputs.message), /not there any more/);
  });

  it('are forgotten after a day, when HubSpot went on without us', async () => {
    goAway();
    await ask('score-record', 8);
    comeBack();
    bank.passSeconds(DAY_S + 1);
    assert.ok(!(await isFound()));
    await settle();
    assert.deepEqual(hubspot.ended, []);
    await cleanUp(bank.context);
    assert.equal(await count('waiting_actions'), 0);
  });

  it('are asked to come again where the portal does not let us tell them later', async () => {
    hubspot.canWait = false;
    goAway();
    assert.equal((await ask('score-record', 8)).status, 503);
    assert.equal(await count('waiting_actions'), 0);
  });
});
