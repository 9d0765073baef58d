import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runAix } from '../../src/cli/run-aix.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openPglite } from '../../src/store/open-pglite.ts';
import { importLeads } from '../../src/use-cases/import-leads.ts';
import { scoreLeads } from '../../src/use-cases/score-leads.ts';
import { trainTenantModel } from '../../src/use-cases/train-model.ts';
import { writeBackScores } from '../../src/use-cases/write-back-scores.ts';
import { closeBanks, openBank } from '../support/bank.ts';

describe('aix audit and aix outbox', () => {
  let directory: string;
  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'aix-cli-'));
    const database = await openPglite(directory);
    await migrate(database);
    const bank = await openBank(database);
    await bank.addPast(600);
    for (const id of ['1', '2']) bank.crms.salesforce.put(id, { email: `${id}@acme.example` });
    const connection = await bank.connection('salesforce');
    await importLeads(bank.context, bank.tenantId, connection);
    await trainTenantModel(bank.context, bank.tenantId);
    bank.passSeconds(1);
    await scoreLeads(bank.context, bank.tenantId);
    bank.crms.salesforce.answer = ({ objectId }) => ({
      objectId,
      status: 'rejected',
      reason: 'ENTITY_IS_DELETED',
    });
    await writeBackScores(bank.context, bank.tenantId, connection);
    await database.close();
  });
  after(async () => {
    rmSync(directory, { recursive: true });
    await closeBanks();
  });

  async function aix(...args: string[]) {
    const written = { out: '', err: '' };
    const into = (name: 'out' | 'err') => ({
      write: (text: string) => {
        written[name] += text;
      },
    });
    const [stdout, stderr] = [into('out'), into('err')];
    const code = await runAix(args, { stdout, stderr, env: { AIX_DATA_DIR: directory } });
    return { code, ...written };
  }
  async function alter(statement: string): Promise<void> {
    const database = await openPglite(directory);
    await database.query(statement);
    await database.close();
  }

  it('find every receipt whole, then one altered byte, with the receipt and exit code 1', async () => {
    const { code, out } = await aix('audit', 'verify');
    assert.deepEqual([code, out], [0, 'Every receipt is whole: 2 receipts of 2 leads, 0 of them erased\n']);
    await alter(`update receipts set payload = regexp_replace(payload, '[0-8]', '9')
      where receipt_id = (select receipt_id from receipts order by receipt_id limit 1)`);
    const altered = await aix('audit', 'verify', '--json');
    assert.equal(altered.code, 1);
    const { faults } = JSON.parse(altered.out) as { faults: { receiptId: string; problem: string }[] };
    assert.equal(faults.length, 1);
    assert.equal(faults[0]!.problem, 'does not say what it said when it was written');
    assert.match(
      (await aix('audit', 'verify')).out,
      new RegExp(`^Receipt ${faults[0]!.receiptId} does not say`),
    );
  });

  it('list dead letters with their reason, and retry them', async () => {
    assert.match((await aix('outbox', 'list')).out, /Lead 1: given up .*: ENTITY_IS_DELETED\n/);
    const { writes } = JSON.parse((await aix('outbox', 'list', '--json')).out) as { writes: object[] };
    assert.equal(writes.length, 2);
    const elsewhere = ['--connection', '00000000-0000-4000-8000-000000000000'];
    assert.equal((await aix('outbox', 'retry', ...elsewhere)).out, '0 writes will be tried again\n');
    assert.equal((await aix('outbox', 'retry', '--json')).out, '{"retried":2}\n');
    assert.match((await aix('outbox', 'list')).out, /Lead 1: waits, 0 tries: ENTITY_IS_DELETED/);
  });

  for (const args of [
    ['audit'],
    ['audit', 'alter'],
    ['audit', 'verify', '--jason'],
    ['outbox'],
    ['outbox', 'list', 'all'],
    ['outbox', 'retry', '--connection', '7'],
  ])
    it(`refuse ${args.join(' ')} with exit code 2`, async () => {
      const { code, err } = await aix(...args);
      assert.equal(code, 2);
      assert.match(err, /^aix: .+\n$/);
    });

  it('say how to be used', async () => {
    for (const command of ['audit', 'outbox'])
      assert.match((await aix(command, '--help')).out, new RegExp(`^Usage: aix ${command}`));
  });
});
