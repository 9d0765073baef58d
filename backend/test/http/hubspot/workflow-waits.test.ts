import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { ConnectorError } from '@aix/shared-scoring';
import { beginRequest } from '../../../src/store/access/answered-requests.ts';
import { outcomeFacts } from '../../../src/store/access/connection-facts.ts';
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
  const settleNow = async () =>
    settleWaitingActions(bank.context, bank.tenantId, await bank.connection('hubspot'));
  /** As soon as HubSpot has heard that it is to wait. */
  const settle = () => {
    bank.passSeconds(2);
    return settleNow();
  };
  const digestOf = (asked: unknown) => createHash('sha256').update(JSON.stringify(asked)).digest();
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
    bank.passSeconds(2);
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

  it('are told nothing before they can have heard that they are to wait', async () => {
    goAway();
    await ask('score-record', 8);
    comeBack();
    bank.passSeconds(1);
    assert.ok(!(await isFound()));
    await settleNow();
    assert.deepEqual(hubspot.ended, []);
  });

  it('are answered how it ended when they ask again afterwards: they did not hear that they are to wait', async () => {
    goAway();
    const { callbackId } = await ask('score-record', 8);
    comeBack();
    await settle();
    const { outputs } = hubspot.ended[0]!;
    const repeats = [
      await ask('score-record', 8, {}, callbackId),
      await ask('score-record', 8, {}, callbackId),
    ];
    const expected = { ...outputs, hs_execution_state: 'SUCCESS' };
    assert.deepEqual(
      repeats.map(({ status, outputFields }) => [status, outputFields]),
      [
        [200, expected],
        [200, expected],
      ],
    );
    assert.equal(hubspot.ended.length, 1);
  });

  it('wait on while a process that was killed may still be doing it, and the others do not', async () => {
    goAway();
    const killed = await ask('score-record', 8);
    await ask('score-record', 9);
    comeBack();
    bank.passSeconds(2);
    const record = { objectType: 'contact', objectId: '8' };
    const { connectionId } = await bank.connection('hubspot');
    const deed = {
      key: `deed ${killed.callbackId}`,
      digest: digestOf([connectionId, record, { kind: 'score' }]),
    };
    await bank.inTenant(sql =>
      beginRequest(sql, bank.context.envelope, { ...deed, now: bank.context.now() }),
    );
    await assert.rejects(settle(), { code: 'ERR_BUSY' });
    assert.deepEqual(
      hubspot.ended.map(({ callbackId }) => callbackId === killed.callbackId),
      [false],
    );
    bank.passSeconds(61);
    await settle();
    assert.deepEqual(
      hubspot.ended.map(({ done }) => done),
      [true, true],
    );
  });

  it('wait no more when HubSpot will never take how it ended', async () => {
    goAway();
    await ask('score-record', 8);
    comeBack();
    hubspot.onEnd = () => {
      throw new ConnectorError('ERR_CRM_WRITE_REJECTED', 'No such output');
    };
    await assert.rejects(settle(), /No such output/);
    assert.equal(await count('waiting_actions'), 0);
  });

  it('are not told to wait for a day where HubSpot does not allow it', async () => {
    goAway();
    await ask('score-record', 8);
    comeBack();
    let tries = 0;
    hubspot.onEnd = () => {
      tries += 1;
      throw new ConnectorError('ERR_CRM_FORBIDDEN', 'It lacks a scope');
    };
    await assert.rejects(settle(), /lacks a scope/);
    await settle();
    assert.equal(tries, 1);
    goAway();
    assert.equal((await ask('score-record', 9)).status, 503);
    const { connectionId } = await bank.connection('hubspot');
    const { unread } = await bank.inTenant(sql => outcomeFacts(sql, connectionId));
    assert.deepEqual(unread, ['Workflows are not told to wait: It lacks a scope']);
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
