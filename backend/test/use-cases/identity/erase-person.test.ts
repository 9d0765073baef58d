import assert from 'node:assert/strict';
import { emailDigest, emailSubject } from '../../../src/security/digests.ts';
import { setAside } from '../../../src/store/events.ts';
import { findLeadOfRecord } from '../../../src/store/leads.ts';
import { ingestEvents } from '../../../src/use-cases/engagement/ingest-events.ts';
import { erasePerson } from '../../../src/use-cases/identity/erase-person.ts';
import { importLeads } from '../../../src/use-cases/import-leads.ts';
import { mergeLeads } from '../../../src/use-cases/merge-leads.ts';
import { overrideBand } from '../../../src/use-cases/override-band.ts';
import { scoreLeads } from '../../../src/use-cases/score-leads.ts';
import { trainTenantModel } from '../../../src/use-cases/train-model.ts';
import { verifyAudit } from '../../../src/use-cases/verify-audit.ts';
import type { Bank } from '../../support/bank.ts';
import { DATABASE_KIND } from '../../support/test-database.ts';
import { withBank } from '../../support/with-bank.ts';

const EMAIL = 'ada.byron@acme.example';

describe(`erasePerson on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  withBank(opened => {
    bank = opened;
  });

  const read = async () => {
    for (const crm of ['salesforce', 'hubspot'] as const)
      await importLeads(bank.context, bank.tenantId, await bank.connection(crm));
  };
  const leadOf = async (crm: 'salesforce' | 'hubspot', id: string) => {
    const { connectionId } = await bank.connection(crm);
    return (await bank.inTenant(sql => findLeadOfRecord(sql, connectionId, 'Lead', id)))?.leadId;
  };
  const clickOf = (email: string, eventId: string) =>
    ingestEvents(bank.context, bank.tenantId, [
      {
        tenantId: bank.tenantId,
        events: [
          {
            eventId,
            subject: emailSubject(emailDigest(email)),
            signal: 'pricing_view',
            at: bank.context.now(),
          },
        ],
        identifications: [],
        asides: [],
      },
    ]);
  /** Every text of every table of the tenant. */
  const everything = async () => {
    const tables = await bank.context.database.query<{ name: string }>(
      `select table_name as name from information_schema.columns where column_name = 'tenant_id' and table_schema = 'public'`,
    );
    const texts = [];
    for (const { name } of tables)
      texts.push(
        await bank.context.database.query(`select t::text from ${name} t where tenant_id = $1`, [
          bank.tenantId,
        ]),
      );
    return JSON.stringify(texts);
  };

  it('leaves nothing of the person anywhere, and all of everybody else', async () => {
    const ada = {
      email: EMAIL,
      name: 'Zelda Quill',
      company: 'Quillworks',
      fields: { age: 55, job: 'clerk' },
    };
    bank.crms.salesforce.put('ada', ada);
    bank.crms.hubspot.put('ada too', ada);
    bank.crms.salesforce.put('bea', { email: 'bea@acme.example', fields: { age: 50, job: 'clerk' } });
    await bank.addPast(400);
    await read();
    await trainTenantModel(bank.context, bank.tenantId);
    await scoreLeads(bank.context, bank.tenantId);
    const [leadId, bea] = [(await leadOf('salesforce', 'ada'))!, await leadOf('salesforce', 'bea')];
    const endsAt = new Date(bank.context.now().getTime() + 1_000);
    const override = { leadId, band: 'Low', reason: 'Zelda Quill left', person: 'Rae', endsAt } as const;
    await overrideBand(bank.context, bank.tenantId, override);
    await bank.inTenant(sql =>
      setAside(sql, [{ reason: 'no time', event: { email: EMAIL.toUpperCase() } }], new Date(0)),
    );

    assert.deepEqual(await erasePerson(bank.context, bank.tenantId, leadId), { records: 2 });

    const left = /ada\.byron|Zelda Quill|Quillworks/i.exec(await everything());
    assert.equal(left?.input.slice(left.index - 200, left.index + 100), undefined);
    assert.equal(await leadOf('salesforce', 'bea'), bea);
    const audit = await verifyAudit(bank.context.database);
    assert.deepEqual(
      audit.faults.filter(({ tenantId }) => tenantId === bank.tenantId),
      [],
    );
    const erased = await bank.inTenant(sql =>
      sql.query('select payload, salt from receipts where tenant_id = $1 and lead_id = $2', [
        sql.tenantId,
        leadId,
      ]),
    );
    assert.ok(erased.length > 0);
    for (const receipt of erased) assert.deepEqual(receipt, { payload: null, salt: null });
  });

  it('refuses what comes of the person later: records, by id or address, and events', async () => {
    bank.crms.salesforce.put('ada', { email: EMAIL });
    await read();
    await erasePerson(bank.context, bank.tenantId, (await leadOf('salesforce', 'ada'))!);
    bank.crms.salesforce.put('ada', { email: 'another@acme.example', name: 'Ada again' });
    bank.crms.hubspot.put('new record', { email: ` ${EMAIL.toUpperCase()} ` });
    bank.crms.hubspot.put('somebody else', { email: 'bea@acme.example' });
    await read();
    assert.equal(await leadOf('salesforce', 'ada'), undefined);
    assert.equal(await leadOf('hubspot', 'new record'), undefined);
    assert.ok(await leadOf('hubspot', 'somebody else'));
    await clickOf(EMAIL, 'e1e1e1e1-0000-4000-8000-000000000001');
    const events = await bank.inTenant(sql =>
      sql.query('select 1 from events where tenant_id = $1', [sql.tenantId]),
    );
    assert.deepEqual(events, []);
  });

  it('reaches those that were merged with the lead, whichever of them is named', async () => {
    bank.crms.salesforce.put('ada', { email: EMAIL });
    bank.crms.salesforce.put('twin', { email: 'twin@acme.example' });
    await read();
    const [leadId, twin] = [(await leadOf('salesforce', 'ada'))!, (await leadOf('salesforce', 'twin'))!];
    await mergeLeads(bank.context, bank.tenantId, {
      leadId: twin,
      intoLeadId: leadId,
      reason: 'same person',
    });
    assert.deepEqual(await erasePerson(bank.context, bank.tenantId, leadId), { records: 2 });
    assert.doesNotMatch(await everything(), /twin@|ada\.byron/);
  });

  it('knows no lead of another tenant', async () => {
    await assert.rejects(erasePerson(bank.context, bank.tenantId, bank.tenantId), {
      code: 'ERR_LEAD_NOT_FOUND',
    });
  });
});
