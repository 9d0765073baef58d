import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { ConnectorError } from '@aix/shared-scoring';
import { noteAccessLost } from '../../../src/store/connections.ts';
import { findLeadOfRecord } from '../../../src/store/leads.ts';
import { importLeads } from '../../../src/use-cases/import-leads.ts';
import { scoreLeads } from '../../../src/use-cases/score-leads.ts';
import { trainTenantModel } from '../../../src/use-cases/train-model.ts';
import type { Bank } from '../../support/bank.ts';
import { DATABASE_KIND } from '../../support/test-database.ts';
import { withBank } from '../../support/with-bank.ts';
import {
  CLIENT_SECRET,
  type PortalRequest,
  PUBLIC_URL,
  type ServedPortal,
  servePortal,
} from './portal-fixture.ts';

const ACTIONS = '/v1/hubspot/workflow-actions';
type Outputs = Record<string, string | number>;

describe(`HubSpot’s workflow actions on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  let portal: ServedPortal;
  let connectionId: string;
  withBank(async opened => {
    bank = opened;
    bank.crms.hubspot.put('7', person('ada@acme.example'));
    const connection = await bank.connection('hubspot');
    connectionId = connection.connectionId;
    await importLeads(bank.context, bank.tenantId, connection);
    portal = await servePortal(bank);
  });
  afterEach(() => portal.close());

  const person = (email: string) => ({ objectType: 'contact', email, fields: { age: 55, job: 'clerk' } });
  const bodyOf = (inputFields: object = {}, changes: object = {}) => ({
    callbackId: randomUUID(),
    origin: { portalId: Number(bank.portalId), actionDefinitionId: 2, actionDefinitionVersion: 1 },
    context: { source: 'WORKFLOWS', workflowId: 42 },
    object: { objectId: 7, objectType: 'CONTACT', properties: {} },
    inputFields,
    ...changes,
  });
  const send = (action: string, body: object, request?: PortalRequest) =>
    portal.notify(`${ACTIONS}/${action}`, body, request);
  const outputs = async (action: string, body: object): Promise<Outputs> => {
    const answer = await send(action, body);
    const text = await answer.text();
    assert.equal(answer.status, 200, text);
    return (JSON.parse(text) as { outputFields: Outputs }).outputFields;
  };
  const train = async () => {
    await bank.addPast(600);
    await trainTenantModel(bank.context, bank.tenantId);
    await scoreLeads(bank.context, bank.tenantId);
  };
  const leadOf = (objectId: string) =>
    bank.inTenant(sql => findLeadOfRecord(sql, connectionId, 'contact', objectId));
  const count = async (table: string) => {
    const rows = await bank.inTenant(sql =>
      sql.query(`select 1 from ${table} where tenant_id = $1`, [sql.tenantId]),
    );
    return rows.length;
  };

  it('score a contact, for the workflow’s branches, and one that was never read', async () => {
    await train();
    bank.crms.hubspot.put('8', person('new@acme.example'));
    for (const objectId of [7, 8]) {
      const scored = await outputs(
        'score-record',
        bodyOf({}, { object: { objectId, objectType: 'CONTACT' } }),
      );
      const { status, hs_execution_state: state, score, band, probability, reasons } = scored;
      assert.deepEqual([state, status, typeof score, band], ['SUCCESS', 'scored', 'number', 'Hot']);
      assert.ok(Number(probability) > 0.5 && Number(probability) < 1);
      assert.match(String(reasons), /age|job/i);
    }
  });

  it('go on with a sentence where there is no score, no model or no contact', async () => {
    const unset = await outputs('score-record', bodyOf());
    assert.deepEqual([unset.hs_execution_state, unset.status], ['FAIL_CONTINUE', 'not_done']);
    const gone = await outputs(
      'score-record',
      bodyOf({}, { object: { objectId: 99, objectType: 'CONTACT' } }),
    );
    assert.deepEqual(
      [gone.hs_execution_state, gone.message],
      ['FAIL_CONTINUE', 'The contact is not there any more, or may not be kept'],
    );
    const early = await outputs('record-feedback', bodyOf({ is_right: 'yes' }));
    assert.deepEqual([early.hs_execution_state, early.result], ['FAIL_CONTINUE', 'not_done']);
  });

  it('answer the same for a callback id, however often it is asked, and do it once', async () => {
    await train();
    const body = bodyOf({ is_right: 'no', reason: 'wrong_timing', note: 'too early' });
    const answers = [await outputs('record-feedback', body), await outputs('record-feedback', body)];
    assert.deepEqual(answers[1], answers[0]);
    assert.equal(await count('feedback'), 1);
    const other = { ...body, inputFields: { is_right: 'yes' } };
    assert.equal((await send('record-feedback', other)).status, 422);
  });

  it('keep feedback with the score on the contact, in the workflow’s name', async () => {
    await train();
    await outputs('record-feedback', bodyOf({ is_right: 'no', reason: '', note: null }));
    const [kept] = await bank.inTenant(sql =>
      sql.query('select given_by, reason, is_right from feedback where tenant_id = $1', [sql.tenantId]),
    );
    assert.deepEqual(kept, { given_by: 'workflow 42', reason: 'other', is_right: false });
  });

  it('let an outcome count, and what is read later not undo it', async () => {
    const happened = bank.context.now().getTime() - 86_400_000;
    const told = await outputs(
      'record-outcome',
      bodyOf({ outcome: 'converted', occurred_at: String(happened) }),
    );
    assert.equal(told.hs_execution_state, 'SUCCESS');
    assert.deepEqual((await leadOf('7'))?.outcome, { kind: 'converted', at: new Date(happened) });
    bank.crms.hubspot.put('7', { company: 'Umbrella' });
    await importLeads(bank.context, bank.tenantId, await bank.connection('hubspot'));
    assert.equal((await leadOf('7'))?.outcome.kind, 'converted');
    await outputs('record-outcome', bodyOf({ outcome: 'lost' }));
    assert.equal((await leadOf('7'))?.outcome.kind, 'lost', 'what was told last holds');
    const at = new Date(bank.context.now().getTime() + 1_000);
    bank.crms.hubspot.put('7', { outcome: { kind: 'converted', at } });
    await importLeads(bank.context, bank.tenantId, await bank.connection('hubspot'));
    assert.equal((await leadOf('7'))?.outcome.kind, 'converted', 'a conversion after the loss counts');
  });

  it('keep no outcome of the future', async () => {
    const future = new Date(bank.context.now().getTime() + 60_000).toISOString();
    const told = await outputs('record-outcome', bodyOf({ outcome: 'converted', occurred_at: future }));
    assert.deepEqual([told.hs_execution_state, told.result], ['FAIL_CONTINUE', 'not_done']);
    assert.equal(await count('told_outcomes'), 0);
  });

  it('are asked again by HubSpot while its API does not answer, and then done', async () => {
    await train();
    bank.crms.hubspot.put('8', person('new@acme.example'));
    const body = bodyOf({}, { object: { objectId: 8, objectType: 'CONTACT' } });
    bank.crms.hubspot.onPage = () => {
      throw new ConnectorError('ERR_CRM_RATE_LIMITED', 'The portal is busy', { retryAfterMs: 10_000 });
    };
    const busy = await send('score-record', body);
    assert.deepEqual([busy.status, busy.headers.get('retry-after')], [503, '10']);
    bank.crms.hubspot.onPage = () => undefined;
    assert.equal((await outputs('score-record', body)).status, 'scored');
  });

  it('take the older signature where there is no newer one, and no forged one', async () => {
    const body = bodyOf();
    const text = JSON.stringify(body);
    const older = (secret: string) => ({
      'x-hubspot-signature-v3': undefined,
      'x-hubspot-signature-version': 'v2',
      'x-hubspot-signature': createHash('sha256')
        .update(`${secret}POST${PUBLIC_URL}${ACTIONS}/score-record${text}`)
        .digest('hex'),
    });
    assert.equal((await send('score-record', body, { headers: older(CLIENT_SECRET) })).status, 200);
    assert.equal((await send('score-record', body, { headers: older('another') })).status, 401);
    const late = { ...older(CLIENT_SECRET), 'x-hubspot-signature-v3': 'x' };
    assert.equal((await send('score-record', body, { headers: late })).status, 401, 'the newer one decides');
    assert.equal((await send('score-record', body, { signed: { at: 0 } })).status, 401);
  });

  it('refuse portals that are not connected, and what is no such request', async () => {
    assert.equal((await send('score-record', bodyOf({}, { origin: { portalId: 4_711 } }))).status, 401);
    assert.equal((await portal.refusals()).get('unknown_portal'), 1);
    for (const wrong of [{ callbackId: '' }, { object: { objectId: 7, objectType: 'DEAL' } }, { origin: {} }])
      assert.equal((await send('score-record', bodyOf({}, wrong))).status, 400);
    assert.equal((await send('record-outcome', bodyOf({ outcome: 'maybe' }))).status, 400);
    assert.equal((await send('record-feedback', bodyOf({ is_right: 'no', reason: 'bad mood' }))).status, 400);
    await bank.inTenant(sql => noteAccessLost(sql, connectionId, bank.context.now()));
    assert.equal((await send('score-record', bodyOf())).status, 401);
  });

  it('stand in the API’s description, beside the webhooks', async () => {
    const { paths } = (await (await fetch(`${portal.url}/openapi.json`)).json()) as { paths: object };
    for (const path of [
      'webhooks',
      'workflow-actions/score-record',
      'workflow-actions/record-outcome',
      'workflow-actions/record-feedback',
    ])
      assert.ok(`/v1/hubspot/${path}` in paths, path);
  });
});
