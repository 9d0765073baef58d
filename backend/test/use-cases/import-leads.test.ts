import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { CrmName } from '../../src/connectors/crm-connector.ts';
import { emailDigest, emailSubject } from '../../src/security/digests.ts';
import { countFieldProblems } from '../../src/store/crm-records.ts';
import { takeDirtyLeads } from '../../src/store/dirty-leads.ts';
import { eventsOfLeads } from '../../src/store/events.ts';
import { countLeads, findLeadOfRecord, type StoredLead } from '../../src/store/leads.ts';
import { ingestEvents } from '../../src/use-cases/engagement/ingest-events.ts';
import { importLeads, saveReadRecords } from '../../src/use-cases/import-leads.ts';
import { unmergeLeads } from '../../src/use-cases/merge-leads.ts';
import type { Bank } from '../support/bank.ts';
import { makeCrmLead } from '../support/make.ts';
import { DATABASE_KIND } from '../support/test-database.ts';
import { withBank } from '../support/with-bank.ts';

describe(`importLeads on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  withBank(opened => {
    bank = opened;
  });

  const read = async (crm: CrmName = 'salesforce', onProgress?: (read: number) => void) =>
    importLeads(bank.context, bank.tenantId, await bank.connection(crm), onProgress && { onProgress });
  const leadOf = async (objectId: string, crm: CrmName = 'salesforce'): Promise<StoredLead> => {
    const { connectionId } = await bank.connection(crm);
    const lead = await bank.inTenant(tenant => findLeadOfRecord(tenant, connectionId, 'Lead', objectId));
    return lead ?? assert.fail(`${objectId} is not known`);
  };
  const put = (count: number) => {
    for (let at = 1; at <= count; at += 1)
      bank.crms.salesforce.put(String(at), { email: `person${at}@lead.example` });
  };

  it('reads every record, page by page, and tells how far it is', async () => {
    put(5);
    const progress: number[] = [];
    assert.equal(await read('salesforce', soFar => progress.push(soFar)), 5);
    assert.deepEqual(progress, [2, 4, 5]);
    assert.equal(await bank.inTenant(countLeads), 5);
  });

  it('reads nothing twice, and later only what changed', async () => {
    put(5);
    await read();
    assert.equal(await read(), 0);
    bank.crms.salesforce.put('3', { name: 'Ada Lovelace' });
    assert.equal(await read(), 1);
    assert.equal((await leadOf('3')).name, 'Ada Lovelace');
  });

  it('lets an older reading that comes late replace nothing', async () => {
    const connection = await bank.connection('salesforce');
    const save = (name: string, second: number) => {
      const record = makeCrmLead({
        objectId: '1',
        name,
        modifiedAt: new Date(Date.UTC(2026, 10, 1, 8, 0, second)),
      });
      const page = { records: [record] };
      return bank.inTenant(tenant => saveReadRecords(tenant, connection, page, bank.context.now()));
    };
    await save('first', 1);
    await save('second', 2);
    await save('first', 3);
    // Its facts are those of the third reading but one; it must not count as newer than what is known.
    await save('second', 2);
    assert.equal((await leadOf('1')).name, 'first');
    await save('again', 3);
    assert.equal((await leadOf('1')).name, 'again');
  });

  it('takes a record that only our own write touched for what it is: known', async () => {
    const connection = await bank.connection('salesforce');
    const statements: string[] = [];
    const save = (name: string, second: number) => {
      const modifiedAt = new Date(Date.UTC(2026, 10, 1, 8, 0, second));
      const page = { records: [makeCrmLead({ objectId: '1', name, modifiedAt })] };
      return bank.inTenant(sql => {
        const query: typeof sql.query = (text, values) => {
          statements.push(text);
          return sql.query(text, values);
        };
        return saveReadRecords({ ...sql, query }, connection, page, bank.context.now());
      });
    };
    await save('Ada', 1);
    const { changedAt } = await leadOf('1');
    bank.passSeconds(60);
    statements.length = 0;
    await save('Ada', 3);
    assert.ok(!statements.some(text => text.includes('insert into leads')), 'no lead is touched');
    assert.deepEqual((await leadOf('1')).changedAt, changedAt);
    // It is known as of its last reading all the same: what is older comes too late.
    await save('Grace', 2);
    assert.equal((await leadOf('1')).name, 'Ada');
    await save('Grace', 4);
    assert.equal((await leadOf('1')).name, 'Grace');
  });

  it('keeps the pages before a failure, and goes on behind them', async () => {
    put(5);
    bank.crms.salesforce.pagesBeforeFailure = 1;
    await assert.rejects(read(), { code: 'ERR_CRM_UNAVAILABLE' });
    assert.equal(await bank.inTenant(countLeads), 2);
    bank.crms.salesforce.pagesBeforeFailure = Number.POSITIVE_INFINITY;
    assert.equal(await read(), 3);
  });

  it('saves a page and its cursor together or not at all', async () => {
    put(4);
    const before = await bank.connection('salesforce');
    const broken = {
      ...bank.context,
      now: () => {
        throw new RangeError('no clock');
      },
    };
    await assert.rejects(importLeads(broken, bank.tenantId, before), /no clock/);
    assert.equal((await bank.connection('salesforce')).readCursor, undefined);
    assert.equal(await bank.inTenant(countLeads), 0);
  });

  it('merges what both CRMs say of one person', async () => {
    const email = 'ada@acme.example';
    bank.crms.salesforce.put('1', { email, company: null, createdAt: new Date('2026-09-01') });
    bank.crms.hubspot.put('51', { email, company: 'Acme', fields: { age: 50, job: null } });
    bank.crms.hubspot.put('51');
    await read('salesforce');
    await read('hubspot');
    const lead = await leadOf('1');
    assert.equal(lead.leadId, (await leadOf('51', 'hubspot')).leadId);
    assert.deepEqual([lead.company, lead.createdAt], ['Acme', new Date('2026-09-01')]);
    assert.deepEqual(lead.fields, { age: 50, job: 'admin.' });
  });

  it('makes one lead of one person, though both CRMs are read at once', async () => {
    for (let at = 0; at < 10; at += 1) {
      bank.crms.salesforce.put(`sf ${at}`, { email: `person${at}@lead.example` });
      bank.crms.hubspot.put(`hs ${at}`, { email: `person${9 - at}@lead.example` });
    }
    await Promise.all([read('salesforce'), read('hubspot')]);
    assert.equal(await bank.inTenant(countLeads), 10);
  });

  it('takes a record that comes twice on a page once, as it came last', async () => {
    bank.crms.salesforce.put('1', { name: 'Ada Byron' });
    await read();
    const { adapter } = bank.crms.salesforce;
    const twice = {
      ...adapter,
      open: (...open: Parameters<typeof adapter.open>) => ({
        ...adapter.open(...open),
        async *readLeads() {
          for await (const { cursor, records } of adapter.open(...open).readLeads({ mappings: [] }))
            yield { cursor, records: [...records, { ...records[0]!, name: 'Ada Lovelace' }] };
        },
      }),
    };
    const context = { ...bank.context, adapters: new Map([['salesforce' as const, twice]]) };
    await importLeads(context, bank.tenantId, await bank.connection('salesforce'));
    assert.equal((await leadOf('1')).name, 'Ada Lovelace');
  });

  it('does not take a record that only we wrote to for changed', async () => {
    bank.crms.salesforce.put('1');
    await read();
    const { changedAt } = await leadOf('1');
    bank.passSeconds(60);
    bank.crms.salesforce.put('1');
    assert.equal(await read(), 1);
    assert.deepEqual((await leadOf('1')).changedAt, changedAt);
  });

  it('takes records with nothing in them, with huge and with unstorable values, and skips no page', async () => {
    const nothing = { email: null, name: null, company: null, fields: {} };
    bank.crms.salesforce.put('nothing', nothing);
    bank.crms.salesforce.put('huge', {
      company: 'x'.repeat(1_000_000),
      email: `${'y'.repeat(100_000)}@z.example`,
    });
    bank.crms.salesforce.put('nul', { name: 'Nu\u0000l', email: 'nul\u0000@lead.example' });
    bank.crms.salesforce.put('half', { fields: { job: 'cut \ud83d', age: 41 }, company: '\udc00' });
    bank.crms.salesforce.put('last');
    assert.equal(await read(), 5);
    assert.equal((await leadOf('nul')).name, 'Nul');
    assert.deepEqual((await leadOf('half')).fields, { job: 'cut \ufffd', age: 41 });
    assert.equal((await leadOf('nothing')).email, null);
  });

  it('keeps why values could not be used, for a list by field', async () => {
    const problems = [{ field: 'age', problem: 'age holds text where a number belongs' }];
    bank.crms.salesforce.put('1', { problems });
    bank.crms.salesforce.put('2', { problems });
    await read();
    assert.deepEqual(await bank.inTenant(countFieldProblems), [{ ...problems[0], records: 2 }]);
    bank.crms.salesforce.put('1', { problems: [] });
    await read();
    assert.deepEqual(await bank.inTenant(countFieldProblems), [{ ...problems[0], records: 1 }]);
  });

  describe('of records that the CRM merged', () => {
    const visit = (email: string) => ({
      eventId: randomUUID(),
      subject: emailSubject(emailDigest(email)),
      signal: 'pricing_view',
      at: bank.context.now(),
    });
    beforeEach(async () => {
      put(2);
      await read();
      const { context, tenantId } = bank;
      const events = [visit('person1@lead.example'), visit('person2@lead.example')];
      await ingestEvents(context, tenantId, [{ tenantId, events, identifications: [], asides: [] }]);
    });
    const countsOf = async (...leadIds: string[]) => {
      const events = await bank.inTenant(tenant => eventsOfLeads(tenant, leadIds));
      return leadIds.map(leadId => events.filter(event => event.leadId === leadId).length);
    };

    it('makes one lead, with the events of both, and marks it for scoring', async () => {
      const [kept, lost] = [await leadOf('1'), await leadOf('2')];
      bank.crms.salesforce.put('1', { mergedIds: ['2'] });
      await read();
      assert.equal((await leadOf('2')).leadId, kept.leadId);
      assert.deepEqual(await countsOf(kept.leadId, lost.leadId), [2, 0]);
      assert.equal(await bank.inTenant(countLeads), 1);
      const dirty = await bank.inTenant(tenant => takeDirtyLeads(tenant, 10));
      assert.ok(dirty.some(({ leadId }) => leadId === kept.leadId));
    });

    it('is not repeated once somebody has undone it', async () => {
      const [kept, lost] = [await leadOf('1'), await leadOf('2')];
      bank.crms.salesforce.put('1', { mergedIds: ['2'] });
      await read();
      await unmergeLeads(bank.context, bank.tenantId, lost.leadId);
      bank.crms.salesforce.put('1', { name: 'Ada Lovelace' });
      await read();
      assert.equal((await leadOf('2')).leadId, lost.leadId);
      assert.deepEqual(await countsOf(kept.leadId, lost.leadId), [1, 1]);
    });

    it('knows nothing of records that were never read', async () => {
      bank.crms.salesforce.put('1', { mergedIds: ['unknown'] });
      await read();
      assert.equal(await bank.inTenant(countLeads), 2);
    });
  });
});
