import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { saveCrossings } from '../../../src/store/crossings.ts';
import { markGone } from '../../../src/store/gone-records.ts';
import { receiptsOfLead } from '../../../src/store/receipts.ts';
import { importLeads } from '../../../src/use-cases/import-leads.ts';
import { leadOfRecord } from '../../../src/use-cases/lead-of-record.ts';
import { scoreLeads } from '../../../src/use-cases/score-leads.ts';
import { trainTenantModel } from '../../../src/use-cases/train-model.ts';
import type { Bank } from '../../support/bank.ts';
import { DATABASE_KIND } from '../../support/test-database.ts';
import { withBank } from '../../support/with-bank.ts';
import { type ServedPortal, servePortal } from './portal-fixture.ts';

interface Change {
  objectType: string;
  objectId: string;
  direction: 'up' | 'down';
  band: string;
  crossedAt: string;
}

describe(`which contacts of a portal changed their band, on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  let portal: ServedPortal;
  withBank(async opened => {
    bank = opened;
    for (const objectId of ['7', '8'])
      bank.crms.hubspot.put(objectId, {
        objectType: 'contact',
        email: `${objectId}@acme.example`,
        fields: { age: 55, job: 'clerk' },
      });
    await importLeads(bank.context, bank.tenantId, await bank.connection('hubspot'));
    await bank.addPast(600);
    await trainTenantModel(bank.context, bank.tenantId);
    await scoreLeads(bank.context, bank.tenantId);
    portal = await servePortal(bank);
  });
  afterEach(() => portal.close());

  const changes = async (query = '&limit=50', since = '2020-01-01T00:00:00.000Z') => {
    const answer = await portal.call(`/v1/connections/own/band-changes?since=${since}${query}`);
    assert.equal(answer.status, 200);
    return (await answer.json()) as Change[];
  };
  /** Passages of a contact's score in one scoring, some hours after the first. */
  const cross = async (
    objectId: string,
    hours: number,
    ...passed: [threshold: string, direction: string][]
  ) => {
    const { connectionId } = await bank.connection('hubspot');
    const record = { connectionId, objectType: 'contact', objectId };
    const leadId = await leadOfRecord(bank.context, bank.tenantId, record);
    const crossedAt = new Date(bank.context.now().getTime() + hours * 3_600_000);
    await bank.inTenant(async sql => {
      const [{ receiptId } = { receiptId: '' }] = await receiptsOfLead(sql, leadId, 1);
      const crossings = passed.map(([threshold, direction]) => ({ threshold, direction }));
      const ids = { leadId, receiptId, crossedAt };
      await saveCrossings(sql, crossings.map(each => ({ ...each, ...ids, token: randomUUID() })) as never);
    });
    return crossedAt.toISOString();
  };

  it('tells them newest first, in both directions', async () => {
    const up = await cross('7', 1, ['hot', 'up']);
    const down = await cross('8', 2, ['warm', 'down']);
    assert.deepEqual(await changes('', up), [
      { objectType: 'contact', objectId: '8', direction: 'down', band: 'Nurture', crossedAt: down },
      { objectType: 'contact', objectId: '7', direction: 'up', band: 'Hot', crossedAt: up },
    ]);
  });

  it('tells one that skips bands once, with the band where it arrives', async () => {
    const fell = await cross('7', 1, ['hot', 'down'], ['warm', 'down'], ['nurture', 'down']);
    const rose = await cross('7', 2, ['nurture', 'up'], ['warm', 'up']);
    const told = await changes('', fell);
    assert.deepEqual(
      told.map(({ band, crossedAt }) => [band, crossedAt]),
      [
        ['Warm', rose],
        ['Low', fell],
      ],
    );
  });

  it('tells first scores, as many changes as are asked for, and none before the time', async () => {
    const first = await changes();
    assert.deepEqual(first.map(({ objectId, direction }) => `${objectId} ${direction}`).sort(), [
      '7 up',
      '8 up',
    ]);
    assert.equal((await changes('&limit=1')).length, 1);
    const later = new Date(bank.context.now().getTime() + 1).toISOString();
    assert.deepEqual(await changes('', later), []);
  });

  it('names nobody, and no record that is gone or of another connection', async () => {
    assert.doesNotMatch(JSON.stringify(await changes()), /acme|@/);
    const { connectionId } = await bank.connection('hubspot');
    await bank.inTenant(sql =>
      markGone(
        sql,
        connectionId,
        [{ objectType: 'contact', objectId: '8', reason: 'deleted' }],
        bank.context.now(),
      ),
    );
    assert.deepEqual(
      (await changes()).map(({ objectId }) => objectId),
      ['7'],
    );
    const other = (await bank.connection('salesforce')).connectionId;
    const answer = await portal.call(`/v1/connections/${other}/band-changes?since=2020-01-01T00:00:00Z`);
    assert.equal(answer.status, 403);
  });

  it('says what is wrong with a time that is none', async () => {
    const answer = await portal.call('/v1/connections/own/band-changes?since=today');
    assert.equal(answer.status, 400);
    assert.match(((await answer.json()) as { detail: string }).detail, /since/);
  });
});
