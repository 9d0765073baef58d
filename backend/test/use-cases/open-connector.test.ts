import assert from 'node:assert/strict';
import type { CrmSession, CrmTokens } from '../../src/connectors/crm-access.ts';
import type { Database } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openPostgresql } from '../../src/store/open-postgresql.ts';
import * as here from '../../src/use-cases/open-connector.ts';
import { type Bank, closeBanks, openBank } from '../support/bank.ts';
import { createEmptyDatabase, DATABASE_KIND, type EmptyDatabase } from '../support/test-database.ts';

describe(`openConnector on ${DATABASE_KIND}`, () => {
  let empty: EmptyDatabase;
  let database: Database;
  let bank: Bank;
  before(async () => {
    empty = await createEmptyDatabase();
    database = await empty.open();
    await migrate(database);
  });
  after(async () => {
    await database.close();
    await empty.remove();
    await closeBanks();
  });
  beforeEach(async () => {
    bank = await openBank(database);
  });

  /** The session that a connector gets, as `module` makes it on `database`. */
  async function sessionOf(module: typeof here = here, on: Database = database): Promise<CrmSession> {
    let session: CrmSession | undefined;
    const { adapter } = bank.crms.hubspot;
    const spy: typeof adapter = {
      ...adapter,
      open(settings, given) {
        session = given;
        return adapter.open(settings, given);
      },
    };
    const context = { ...bank.context, database: on, adapters: new Map([['hubspot' as const, spy]]) };
    module.openConnector(context, bank.tenantId, await bank.connection('hubspot'));
    return session!;
  }
  const fresh = (accessToken: string): CrmTokens => ({ accessToken, expiresAt: 0 });
  /** A refresh that the test lets end. */
  function slowRefresh() {
    let calls = 0;
    const gate = Promise.withResolvers<void>();
    const refresh = async () => {
      calls += 1;
      await gate.promise;
      return fresh('new');
    };
    return { refresh, end: gate.resolve, calls: () => calls };
  }

  it('renews tokens once, however many ask at the same time, and keeps them', async () => {
    const [first, second] = [await sessionOf(), await sessionOf()];
    const { accessToken } = await first.tokens();
    const { refresh, end, calls } = slowRefresh();
    const renewals = [first, second, first].map(session => session.renew(accessToken, refresh));
    end();
    for (const tokens of await Promise.all(renewals)) assert.equal(tokens.accessToken, 'new');
    assert.equal(calls(), 1);
    assert.equal((await second.tokens()).accessToken, 'new');
  });

  it('gives whoever comes late the tokens that are there by then', async () => {
    const session = await sessionOf();
    const { accessToken } = await session.tokens();
    await session.renew(accessToken, async () => fresh('new'));
    const late = await session.renew(accessToken, () => assert.fail('renewed again'));
    assert.equal(late.accessToken, 'new');
  });

  it('keeps the old tokens when the CRM refuses, and may be asked again', async () => {
    const session = await sessionOf();
    const old = await session.tokens();
    await assert.rejects(session.renew(old.accessToken, () => Promise.reject(new RangeError('refused'))));
    assert.deepEqual(await session.tokens(), old);
    const renewed = await session.renew(old.accessToken, async () => fresh('new'));
    assert.equal(renewed.accessToken, 'new');
  });

  it('answers others meanwhile: the database does not wait for the CRM', async () => {
    const session = await sessionOf();
    const { accessToken } = await session.tokens();
    const { refresh, end, calls } = slowRefresh();
    const renewal = session.renew(accessToken, refresh);
    while (calls() === 0) await database.query('select 1');
    const other = bank.inTenant(tenant => tenant.query<{ one: number }>('select 1 as one'));
    assert.deepEqual(await other, [{ one: 1 }]);
    end();
    await renewal;
  });

  it('renews once across processes that share a server', async function () {
    const { databaseUrl } = empty.settings;
    if (databaseUrl === undefined) return this.skip();
    const pool = await openPostgresql(databaseUrl);
    // Loaded a second time it shares nothing with the first, like another process.
    const address = new URL('../../src/use-cases/open-connector.ts?another-process', import.meta.url).href;
    const elsewhere = (await import(address)) as typeof here;
    const [first, second] = [await sessionOf(), await sessionOf(elsewhere, pool)];
    const { accessToken } = await first.tokens();
    const { refresh, end, calls } = slowRefresh();
    const renewals = [first, second].map(session => session.renew(accessToken, refresh));
    const waitsForLock = `select from pg_stat_activity where wait_event_type = 'Lock' and query like '%for update%'
      and datname = current_database()`;
    while ((await database.query(waitsForLock)).length === 0);
    end();
    for (const tokens of await Promise.all(renewals)) assert.equal(tokens.accessToken, 'new');
    assert.equal(calls(), 1);
    await pool.close();
  });

  it('says what to give for a CRM that is not set up here', async () => {
    const context = { ...bank.context, adapters: new Map() };
    const connection = await bank.connection('hubspot');
    assert.throws(() => here.openConnector(context, bank.tenantId, connection), {
      code: 'ERR_INPUT_INVALID',
      message: 'hubspot is not set up here: give its client id and secret in the environment',
    });
  });
});
