import assert from 'node:assert/strict';
import type { Database, TenantSql } from '../../../src/store/database.ts';
import { findLeadOfRecord } from '../../../src/store/leads.ts';
import { addChannel } from '../../../src/use-cases/alerts/manage-channels.ts';
import { importLeads } from '../../../src/use-cases/import-leads.ts';
import { rescoreLeads } from '../../../src/use-cases/rescore-leads.ts';
import { trainTenantModel } from '../../../src/use-cases/train-model.ts';
import type { Bank } from '../../support/bank.ts';
import { DATABASE_KIND } from '../../support/test-database.ts';
import { withBank } from '../../support/with-bank.ts';

/** All that a first score with a crossing writes, for a record and a channel. */
const TABLES = [
  ...['scores', 'receipts', 'crossings', 'published', 'next_steps'],
  ...['published_records', 'outbox', 'deliveries'],
];

describe(`publishing scores on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  let leadId: string;
  withBank(async opened => {
    bank = opened;
    await bank.addPast(600);
    const fields = { age: 55, job: 'clerk' };
    bank.crms.salesforce.put('1', { email: 'ada@acme.example', createdAt: bank.context.now(), fields });
    const connection = await bank.connection('salesforce');
    const { connectionId } = connection;
    await importLeads(bank.context, bank.tenantId, connection);
    await trainTenantModel(bank.context, bank.tenantId);
    await addChannel(bank.context, bank.tenantId, {
      ...{ kind: 'crm_task', name: 'Tasks', isQuiet: false, connectionId },
      crossings: ['hot-up', 'warm-up', 'nurture-up'],
    });
    leadId = (await bank.inTenant(sql => findLeadOfRecord(sql, connectionId, 'Lead', '1')))!.leadId;
    bank.passSeconds(1);
  });

  const rescore = (database = bank.context.database) =>
    rescoreLeads({ ...bank.context, database }, bank.tenantId, [leadId]);
  const tablesWithRows = async () => {
    const filled: string[] = [];
    for (const table of TABLES) {
      const rows = await bank.inTenant(sql =>
        sql.query(`select from ${table} where tenant_id = $1`, [bank.tenantId]),
      );
      if (rows.length > 0) filled.push(table);
    }
    return filled;
  };

  it('writes all that follows from a score', async () => {
    assert.deepEqual(await tablesWithRows(), []);
    assert.deepEqual(await rescore(), { scored: 1, published: 1 });
    assert.deepEqual(await tablesWithRows(), TABLES);
  });

  for (const table of TABLES)
    it(`writes nothing of it where ${table} cannot be written, and says so`, async () => {
      const { database } = bank.context;
      await database.query(`alter table ${table} add constraint fault check (false) not valid`);
      await assert.rejects(rescore(), /fault/);
      await database.query(`alter table ${table} drop constraint fault`);
      assert.deepEqual(await tablesWithRows(), []);
      assert.deepEqual(await rescore(), { scored: 1, published: 1 });
    });

  it('waits for PostgreSQL at most five times while others wait for it', async () => {
    const rounds = countRounds(bank.context.database);
    await rescore(rounds.database);
    assert.ok(rounds.mostOfTransaction() <= 5, `${rounds.mostOfTransaction()} times`);
    assert.deepEqual(await tablesWithRows(), TABLES);
  });
});

/** Counts how often a transaction sends statements after it had the answers to all before. */
function countRounds(database: Database) {
  let most = 0;
  const counted = (sql: TenantSql): TenantSql => {
    let rounds = 0;
    let waiting = 0;
    return {
      ...sql,
      async query(...statement) {
        if (waiting === 0) rounds += 1;
        most = Math.max(most, rounds);
        waiting += 1;
        try {
          return await sql.query(...statement);
        } finally {
          waiting -= 1;
        }
      },
    };
  };
  return {
    database: {
      ...database,
      withTenant: ((tenantId, work) =>
        database.withTenant(tenantId, sql => work(counted(sql)))) as Database['withTenant'],
    },
    mostOfTransaction: () => most,
  };
}
