import assert from 'node:assert/strict';
import { findConnectionOf, listConnections, readTokens } from '../../../src/store/connections.ts';
import { findLeadOfRecord } from '../../../src/store/leads.ts';
import { findChampion } from '../../../src/store/models.ts';
import { getTenant, saveTenant } from '../../../src/store/tenants.ts';
import { disconnect } from '../../../src/use-cases/access/disconnect.ts';
import { importAll } from '../../../src/use-cases/import-all.ts';
import { issueLinkCode } from '../../../src/use-cases/linking/issue-link-code.ts';
import { redeemLinkCode } from '../../../src/use-cases/linking/redeem-link-code.ts';
import { unlink } from '../../../src/use-cases/linking/unlink.ts';
import { overrideBand } from '../../../src/use-cases/override-band.ts';
import { trainTenantModel } from '../../../src/use-cases/train-model.ts';
import type { Bank } from '../../support/bank.ts';
import { makeTenant } from '../../support/make.ts';
import { DATABASE_KIND } from '../../support/test-database.ts';
import { withBank } from '../../support/with-bank.ts';

const DAY_MS = 86_400_000;
const NOTHING = { overrides: 0, feedback: 0, events: 0, receipts: 0 };

describe(`connections that join and leave a tenant, on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  let org: string;
  let portal: string;
  // Ada is in both CRMs, Bo in the org, Cy in the portal only.
  withBank(async opened => {
    bank = opened;
    bank.crms.salesforce.put('ada', { email: 'ada@acme.example', company: 'Acme of the org' });
    bank.crms.salesforce.put('bo', { email: 'bo@acme.example' });
    bank.crms.hubspot.put('ada', { email: 'ada@acme.example', company: 'Acme of the portal' });
    bank.crms.hubspot.put('cy', { email: 'cy@acme.example' });
    await readAll(bank.tenantId);
    org = (await bank.connection('salesforce')).connectionId;
    portal = (await bank.connection('hubspot')).connectionId;
  });

  const connectionsOf = (tenantId: string) => bank.context.database.withTenant(tenantId, listConnections);
  const readAll = async (tenantId: string) => {
    for (const connection of await connectionsOf(tenantId))
      await importAll(bank.context, tenantId, connection);
  };
  const leadOf = (tenantId: string, connectionId: string, id: string) =>
    bank.context.database.withTenant(tenantId, async sql => {
      const found = await findLeadOfRecord(sql, connectionId, 'Lead', id);
      return found?.leadId;
    });
  const names = async (tenantId: string) =>
    bank.context.database.withTenant(tenantId, async sql => {
      const rows = await sql.query<{ email: string; company: string }>(
        'select email, company from leads where tenant_id = $1 order by email',
        [tenantId],
      );
      return rows.map(({ email, company }) => `${email.split('@')[0]} ${company}`);
    });
  const setBand = async (tenantId: string, leadId: string) =>
    overrideBand(bank.context, tenantId, {
      ...{ leadId, band: 'Low', reason: 'Away', person: 'Rae' },
      endsAt: new Date(bank.context.now().getTime() + DAY_MS),
    });
  const part = async () => {
    const answer = await unlink(bank.context, bank.tenantId, {
      ...{ connectionId: portal, confirm: true, person: 'Ann' },
    });
    const found = await findConnectionOf(bank.context.database, 'hubspot', bank.portalId);
    return { ...answer, tenantId: found!.tenantId, connectionId: found!.connectionId };
  };
  const joinAgain = async (tenantId: string, confirm = true) => {
    const { code } = await issueLinkCode(bank.context, bank.tenantId, { connectionId: org, person: 'Ann' });
    return redeemLinkCode(bank.context, tenantId, {
      ...{ connectionId: portal, code },
      confirm,
      person: 'Bea',
    });
  };

  it('part: each has what its own CRM says', async () => {
    const { tenantId, connectionId, unlinked } = await part();
    assert.deepEqual([unlinked, connectionId], [true, portal]);
    assert.notEqual(tenantId, bank.tenantId);
    assert.deepEqual(await names(bank.tenantId), ['ada Acme of the org', 'bo Acme']);
    assert.deepEqual(await names(tenantId), [], 'nothing is carried over');
    await readAll(tenantId);
    assert.deepEqual(await names(tenantId), ['ada Acme of the portal', 'cy Acme']);
  });

  it('part with the settings, the model and the tokens of before', async () => {
    await bank.addPast(300);
    await trainTenantModel(bank.context, bank.tenantId);
    const { tenantId } = await part();
    const of = (id: string) =>
      bank.context.database.withTenant(id, async sql => {
        const { fields, bandThresholds, scoreScale } = await getTenant(sql);
        return { fields, bandThresholds, scoreScale, champion: await findChampion(sql) };
      });
    assert.deepEqual(await of(tenantId), await of(bank.tenantId));
    const { envelope, database } = bank.context;
    const tokens = await database.withTenant(tenantId, sql => readTokens(sql, envelope, portal));
    assert.equal(tokens.refreshToken, 'refresh');
  });

  it('say what parting costs, and do nothing until that is confirmed', async () => {
    await setBand(bank.tenantId, (await leadOf(bank.tenantId, portal, 'cy'))!);
    await setBand(bank.tenantId, (await leadOf(bank.tenantId, portal, 'ada'))!);
    const asked = await unlink(bank.context, bank.tenantId, {
      ...{ connectionId: portal, confirm: false, person: 'Ann' },
    });
    assert.deepEqual([asked.unlinked, asked.losses.overrides], [false, 1], 'Ada’s stays with the org');
    assert.equal((await connectionsOf(bank.tenantId)).length, 2);
    const { losses } = await part();
    assert.deepEqual(losses, asked.losses);
    const kept = await bank.inTenant(sql =>
      sql.query('select from overrides where tenant_id = $1', [bank.tenantId]),
    );
    assert.equal(kept.length, 1);
  });

  it('stay as they are when one that is alone is unlinked', async () => {
    const { tenantId } = await part();
    const again = await unlink(bank.context, tenantId, {
      connectionId: portal,
      confirm: true,
      person: 'Ann',
    });
    assert.deepEqual(again, { unlinked: true, losses: NOTHING });
    assert.equal((await connectionsOf(tenantId)).length, 1);
  });

  it('join: the same person is one lead again, and the emptied tenant is gone', async () => {
    const { tenantId } = await part();
    await readAll(tenantId);
    assert.deepEqual(await joinAgain(tenantId), { linked: true, losses: NOTHING });
    await readAll(bank.tenantId);
    assert.equal(await leadOf(bank.tenantId, portal, 'ada'), await leadOf(bank.tenantId, org, 'ada'));
    assert.equal((await names(bank.tenantId)).length, 3);
    const left = await bank.context.database.query(
      `select tenant_id from tenants where tenant_id = $1 union all select tenant_id from setup_log where tenant_id = $1`,
      [tenantId],
    );
    assert.deepEqual(left, []);
  });

  it('name what joining costs, and do nothing until that is confirmed', async () => {
    const { tenantId } = await part();
    await readAll(tenantId);
    await setBand(tenantId, (await leadOf(tenantId, portal, 'cy'))!);
    const asked = await joinAgain(tenantId, false);
    assert.deepEqual([asked.linked, asked.losses.overrides], [false, 1]);
    assert.equal((await names(tenantId)).length, 2);
    const done = await joinAgain(tenantId);
    assert.deepEqual(done, { linked: true, losses: asked.losses });
  });

  it('bring the fields that the other tenant lacks', async () => {
    const { tenantId } = await part();
    const city = { name: 'city', label: 'City', kind: 'category' } as const;
    await saveTenant(bank.context.database, { ...makeTenant(tenantId), fields: [city] });
    await joinAgain(tenantId);
    const { fields } = await bank.inTenant(getTenant);
    assert.deepEqual(
      fields.map(({ name }) => name),
      ['job', 'age', 'city'],
    );
  });

  it('go one at a time: a connection that is linked cannot join another tenant', async () => {
    const { tenantId } = await part();
    const { code } = await issueLinkCode(bank.context, tenantId, { connectionId: portal, person: 'Ann' });
    await joinAgain(tenantId);
    await assert.rejects(
      redeemLinkCode(bank.context, bank.tenantId, {
        ...{ connectionId: org, code, confirm: true, person: 'Bea' },
      }),
      { code: 'ERR_INPUT_INVALID' },
      'the code left with the tenant in which it was shown',
    );
  });

  it('lose nothing that the other CRM shows when one is disconnected', async () => {
    const ada = (await leadOf(bank.tenantId, org, 'ada'))!;
    await setBand(bank.tenantId, ada);
    const { leads, records } = await disconnect(bank.context, bank.tenantId, {
      ...{ connectionId: portal, person: 'Ann' },
    });
    assert.deepEqual([leads, records], [1, 2], 'Cy leaves, Ada stays');
    assert.deepEqual(await names(bank.tenantId), ['ada Acme of the org', 'bo Acme']);
    assert.equal(await leadOf(bank.tenantId, org, 'ada'), ada);
    const kept = await bank.inTenant(sql =>
      sql.query('select from overrides where tenant_id = $1', [bank.tenantId]),
    );
    assert.equal(kept.length, 1);
    const dirty = await bank.inTenant(sql =>
      sql.query('select from dirty_leads where tenant_id = $1 and lead_id = $2', [bank.tenantId, ada]),
    );
    assert.equal(dirty.length, 1, 'what she is is scored anew');
  });
});
