import assert from 'node:assert/strict';
import { createReadingLoop } from '../../src/jobs/reading-loop.ts';
import { usageOfLastDay } from '../../src/store/api-usage.ts';
import { listConnections, readTokens } from '../../src/store/connections.ts';
import { takeDirtyLeads } from '../../src/store/dirty-leads.ts';
import { findLeadOfRecord } from '../../src/store/leads.ts';
import { openConnector } from '../../src/use-cases/open-connector.ts';
import { eventually } from '../support/eventually.ts';
import { DATABASE_KIND, openTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { type FollowedOrg, openFollowedOrg } from './followed-org.ts';

/** What the product must do with what Salesforce tells, and does not tell, of changes. */
describe(`following changes on ${DATABASE_KIND}`, () => {
  let database: TestDatabase;
  let org: FollowedOrg;
  let lead: string;
  before(async () => {
    database = await openTestDatabase();
  });
  after(() => database.drop());
  beforeEach(async () => {
    org = await openFollowedOrg(database);
    lead = org.leads[0]!;
  });
  afterEach(() => org.close());

  const becomes = (id: string, age: number) => eventually(async () => (await org.ageOf(id)) === age);
  const told = async () => (await org.feed())?.told ?? 0;
  const isDirty = async (id: string) => {
    const { leadId } = (await org.inTenant(sql => findLeadOfRecord(sql, org.connectionId, 'Lead', id)))!;
    const dirty = await org.inTenant(sql => takeDirtyLeads(sql, 1_000));
    return dirty.some(each => each.leadId === leadId);
  };
  const clean = () =>
    org.inTenant(sql => sql.query('delete from dirty_leads where tenant_id = $1', [sql.tenantId]));
  const callsCounted = async () =>
    (await org.inTenant(sql => usageOfLastDay(sql, org.context.now()))).get(org.connectionId)?.calls ?? 0;

  const tokenOf = async () =>
    (await org.inTenant(sql => readTokens(sql, org.context.envelope, org.connectionId))).accessToken;

  it('brings an edit to its lead, marks it dirty, and says when', async () => {
    await org.start();
    await clean();
    await org.edit(lead, 77);
    await becomes(lead, 77);
    assert.equal(await isDirty(lead), true);
    const feed = (await org.feed())!;
    assert.equal(feed.told, 1);
    assert.ok(feed.lastSavedAt!.getTime() - feed.lastChangeAt!.getTime() < 20_000);
    assert.ok((await callsCounted()) > 0);
  });

  it('reads at first what changed before anybody listened', async () => {
    await org.edit(lead, 66);
    await org.start();
    await becomes(lead, 66);
    assert.equal((await org.feed())?.catchUps, 1);
  });

  it('is off until an admin switches it on', async () => {
    await org.start({ follow: false, pace: { pollMs: 10 } });
    await org.edit(lead, 55);
    await becomes(lead, 55);
    assert.equal(await org.feed(), undefined);
  });

  it('skips own writes: nothing is read, no lead is dirty', async () => {
    await org.start();
    await clean();
    const connection = (await org.inTenant(listConnections))[0]!;
    const connector = openConnector(org.context, org.tenantId, connection);
    const callsBefore = connector.usage().calls;
    const writes = org.leads.map(objectId => ({ objectType: 'Lead', objectId, values: { score: 71 } }));
    for await (const results of connector.writeScores(writes))
      assert.ok(results.every(({ status }) => status === 'written'));
    const callsOfWrite = connector.usage().calls - callsBefore;
    await eventually(async () => (await org.feed())!.own > 0);
    assert.equal(await told(), (await org.feed())?.own);
    assert.equal(connector.usage().calls - callsBefore, callsOfWrite);
    assert.deepEqual(
      await org.inTenant(sql => sql.query('select 1 from dirty_leads where tenant_id = $1', [sql.tenantId])),
      [],
    );
  });

  it('takes for another’s what changed more in the transaction of an own write', async () => {
    await org.start();
    await org.edit(lead, 44, { 'Sforce-Call-Options': 'client=aix-lead-qualification' });
    await becomes(lead, 44);
    assert.equal((await org.feed())?.own, 0);
  });

  it('lets a record go when its deletion is told', async () => {
    await org.start();
    await org.world.send('DELETE', `/sobjects/Lead/${lead}`);
    await eventually(async () => {
      const [record] = await org.inTenant(sql =>
        sql.query<{ gone: boolean }>(
          'select gone_at is not null as gone from crm_records where tenant_id = $1 and object_id = $2',
          [sql.tenantId, lead],
        ),
      );
      return record?.gone === true;
    });
    assert.equal((await org.feed())?.catchUps, 1);
  });

  it('reads the record behind a gap', async () => {
    await org.start();
    await org.world.addEventFault({ kind: 'gap' });
    await org.edit(lead, 33);
    await becomes(lead, 33);
  });

  it('reads from the cursor after an overflow', async () => {
    await org.start();
    await org.world.addEventFault({ kind: 'overflow' });
    await org.edit(lead, 34);
    await becomes(lead, 34);
    await eventually(async () => (await org.feed())?.catchUps === 2);
  });

  it('reads from the cursor when its place is older than 72 hours, and follows on', async () => {
    await org.start();
    await org.edit(lead, 35);
    await becomes(lead, 35);
    await org.stop();
    await org.edit(lead, 36);
    await org.world.addEventFault({ kind: 'forget' });
    await org.start();
    await becomes(lead, 36);
    await org.edit(lead, 37);
    await becomes(lead, 37);
    await eventually(async () => (await org.feed())?.catchUps === 2);
  });

  it('goes on where it stopped, without reading anew', async () => {
    await org.start();
    await org.edit(lead, 61);
    await becomes(lead, 61);
    await org.stop();
    await org.edit(org.leads[1]!, 62);
    await org.start();
    await becomes(org.leads[1]!, 62);
    assert.deepEqual([(await org.feed())?.told, (await org.feed())?.catchUps], [2, 1]);
  });

  it('ends right when changes come twice and out of order', async () => {
    await org.start();
    await org.world.addEventFault({ kind: 'repeat' });
    await org.world.addEventFault({ kind: 'reverse', events: 3 });
    for (const age of [21, 22, 23, 24]) await org.edit(lead, age);
    await eventually(async () => (await told()) === 5);
    assert.equal(await org.ageOf(lead), 24);
  });

  it('finds by reading, at a slower pace, what was never told', async () => {
    await org.start({ pace: { pollWhileFollowingMs: 50 } });
    await org.world.addEventFault({ kind: 'lose' });
    await org.edit(lead, 88);
    await becomes(lead, 88);
    assert.equal(await told(), 0);
  });

  it('comes back after the stream broke', async () => {
    await org.start();
    await org.world.addEventFault({ kind: 'break' });
    await eventually(() => org.errors.length === 1);
    await org.edit(lead, 41);
    await becomes(lead, 41);
    await eventually(async () => (await org.feed())?.problem === null);
  });

  it('renews a token that ends while it follows, and goes on at its place', async () => {
    await org.start();
    await eventually(async () => (await org.feed())?.position !== null);
    const tokenBefore = await tokenOf();
    await org.world.addEventFault({ kind: 'refuse' });
    await org.edit(lead, 42);
    await becomes(lead, 42);
    assert.notEqual(await tokenOf(), tokenBefore);
    assert.deepEqual([org.errors, (await org.feed())?.catchUps], [[], 1]);
  });

  it('shows why it stands still while the org refuses, and reads at the usual pace meanwhile', async () => {
    await org.start({ pace: { pollMs: 50 } });
    org.world.revokeAccess();
    await org.world.addEventFault({ kind: 'break' });
    await eventually(async () =>
      /connect the org again|pre-authorise/.test((await org.feed())?.problem ?? ''),
    );
  });

  it('lets one process at a time follow a connection', async () => {
    await org.start();
    // As another process: only the database is the same.
    const other = createReadingLoop({ ...org.context }, () => undefined);
    await org.edit(lead, 51);
    await becomes(lead, 51);
    await other.close();
    assert.equal(await told(), 1);
  });
});
