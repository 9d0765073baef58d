import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { noteAccessLost, saveConnection } from '../../src/store/connections.ts';
import { keepToldChanges, type ToldChange, waitingChanges } from '../../src/store/told-changes.ts';
import { checkConnection } from '../../src/use-cases/access/check-connection.ts';
import { getReadiness } from '../../src/use-cases/access/get-readiness.ts';
import { settleToldChanges } from '../../src/use-cases/portals/settle-told-changes.ts';
import { findReadableConnections, readConnection } from '../../src/use-cases/read-connection.ts';
import { scoreLeads } from '../../src/use-cases/score-leads.ts';
import { trainTenantModel } from '../../src/use-cases/train-model.ts';
import { findDueConnections, writeBackScores } from '../../src/use-cases/write-back-scores.ts';
import type { Bank } from '../support/bank.ts';
import { addNoisyPast } from '../support/noisy-past.ts';
import { DATABASE_KIND } from '../support/test-database.ts';
import { withBank } from '../support/with-bank.ts';

const DAY_S = 86_400;

describe(`what a CRM does not allow on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  withBank(opened => {
    bank = opened;
  });
  const read = async () => {
    const { connectionId } = await bank.connection('hubspot');
    await readConnection(bank.context, bank.tenantId, connectionId, { signal: new AbortController().signal });
  };
  const readiness = async () => {
    const { connectionId } = await bank.connection('hubspot');
    return (await getReadiness(bank.context, bank.tenantId, connectionId)).missing;
  };
  const connectAnew = async () => {
    const connection = await bank.connection('hubspot');
    const anew = {
      tokens: { accessToken: 'token 1', expiresAt: 0 },
      connectedAs: null,
      at: bank.context.now(),
    };
    await bank.inTenant(sql => saveConnection(sql, bank.context.envelope, { ...connection, ...anew }));
  };
  const refused = { code: 'ERR_CRM_FORBIDDEN' };

  it('is asked for once, says why in the readiness, and is asked for again a day later', async () => {
    const { hubspot } = bank.crms;
    hubspot.put('1', {});
    hubspot.forbids.add('reading');
    await assert.rejects(read(), refused);
    await read();
    bank.passSeconds(DAY_S - 1);
    await read();
    assert.equal(hubspot.forbidden, 1);
    assert.equal((await readiness())[0], 'Leads are not read: hubspot does not allow reading');
    bank.passSeconds(1);
    await assert.rejects(read(), refused);
    assert.equal(hubspot.forbidden, 2);
  });

  it('is said of further records that show a lead, until they get their scores, too', async () => {
    const { hubspot } = bank.crms;
    const { connectionId } = await bank.connection('hubspot');
    const look = () => checkConnection(bank.context, bank.tenantId, { connectionId, person: 'admin' });
    await look();
    const before = await readiness();
    hubspot.furtherRecordsProblem = 'Lead records get no scores: the portal has none';
    await look();
    assert.deepEqual(await readiness(), [hubspot.furtherRecordsProblem, ...before]);
    hubspot.furtherRecordsProblem = undefined;
    await look();
    assert.equal((await readiness()).length, before.length + 1, 'a new process does not know, so it stays');
    hubspot.furtherRecordsProblem = null;
    await look();
    assert.deepEqual(await readiness(), before);
  });

  it('stops that alone: what is not read is written all the same, and the other way round', async () => {
    const { hubspot } = bank.crms;
    await addNoisyPast(bank, 2_000);
    hubspot.put('1', { email: 'ada@acme.example', fields: { age: 25, job: 'clerk' } });
    await read();
    await trainTenantModel(bank.context, bank.tenantId);
    bank.passSeconds(1);
    await scoreLeads(bank.context, bank.tenantId);
    hubspot.forbids.add('writing');
    const write = async () => writeBackScores(bank.context, bank.tenantId, await bank.connection('hubspot'));
    const due = async () =>
      (await findDueConnections(bank.context)).filter(each => each.tenantId === bank.tenantId);
    await assert.rejects(write(), refused);
    assert.deepEqual(await due(), []);
    assert.match((await readiness())[0] ?? '', /^Scores are not written/);
    await read();
    hubspot.forbids = new Set(['reading']);
    await assert.rejects(read(), refused);
    bank.passSeconds(DAY_S);
    assert.equal((await due()).length, 1);
    assert.equal((await write()).settled, 1);
    assert.deepEqual(
      (await readiness()).filter(each => /not written/.test(each)),
      [],
    );
  });

  it('is asked for at once when an admin connects again', async () => {
    const { hubspot } = bank.crms;
    hubspot.forbids.add('reading');
    await assert.rejects(read(), refused);
    await connectAnew();
    hubspot.forbids.clear();
    hubspot.put('1', {});
    await read();
    assert.equal(
      (await readiness()).some(each => /not read/.test(each)),
      false,
    );
  });

  it('keeps nobody from being forgotten, and what was told of others waits', async () => {
    const { hubspot } = bank.crms;
    hubspot.put('1', {});
    hubspot.put('2', {});
    await read();
    hubspot.forbids.add('reading');
    await assert.rejects(read(), refused);
    const connection = await bank.connection('hubspot');
    const told = (objectId: string, kind: 'changed' | 'erased'): ToldChange => ({
      ...{ key: createHash('sha256').update(objectId).digest(), objectType: 'contact', objectId, kind },
    });
    const changes = [told('1', 'erased'), told('2', 'changed')];
    await bank.inTenant(sql => keepToldChanges(sql, connection.connectionId, changes, bank.context.now()));
    await settleToldChanges(bank.context, bank.tenantId, connection);
    const waiting = (erased: boolean) =>
      bank.inTenant(sql => waitingChanges(sql, connection.connectionId, { erased, limit: 9 }));
    assert.deepEqual(await waiting(true), []);
    assert.deepEqual(
      (await waiting(false)).map(({ objectId }) => objectId),
      ['2'],
    );
    assert.equal(hubspot.forbidden, 1);
  });

  it('is everything where the grant has ended: nothing is tried until an admin connects again', async () => {
    const readable = async () =>
      (await findReadableConnections(bank.context))
        .filter(({ tenantId }) => tenantId === bank.tenantId)
        .map(({ connection }) => connection.crm);
    const { connectionId } = await bank.connection('hubspot');
    assert.deepEqual((await readable()).sort(), ['hubspot', 'salesforce']);
    await bank.inTenant(sql => noteAccessLost(sql, connectionId, bank.context.now()));
    assert.deepEqual(await readable(), ['salesforce']);
    await connectAnew();
    assert.deepEqual((await readable()).sort(), ['hubspot', 'salesforce']);
  });
});
