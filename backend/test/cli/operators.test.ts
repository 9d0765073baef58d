import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runAix } from '../../src/cli/run-aix.ts';
import { lockDirectory } from '../../src/store/lock-directory.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openPglite } from '../../src/store/open-pglite.ts';
import { importLeads } from '../../src/use-cases/import-leads.ts';
import { scoreLeads } from '../../src/use-cases/score-leads.ts';
import { trainTenantModel } from '../../src/use-cases/train-model.ts';
import { writeBackScores } from '../../src/use-cases/write-back-scores.ts';
import { closeBanks, openBank } from '../support/bank.ts';
import { createEmptyDatabase, DATABASE_KIND } from '../support/test-database.ts';

/** Runs `aix ARGS` in an environment and keeps what it writes. */
async function runIn(env: Record<string, string>, args: readonly string[]) {
  const written = { out: '', err: '' };
  const into = (name: 'out' | 'err') => ({
    write: (text: string) => {
      written[name] += text;
    },
  });
  const code = await runAix(args, { stdout: into('out'), stderr: into('err'), env });
  return { code, ...written };
}

const COMMANDS = [
  ['audit', 'verify'],
  ['outbox', 'list'],
  ['outbox', 'retry'],
] as const;

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

  const aix = (...args: string[]) => runIn({ AIX_DATA_DIR: directory }, args);
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
    assert.equal(
      (await aix('audit', 'verify')).out,
      `Receipt ${faults[0]!.receiptId} does not say what it said when it was written\n` +
        '1 fault in 2 receipts of 2 leads, 0 of them erased\n',
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

  it('say one of what is one', async () => {
    await alter(`update outbox set dead_at = now(), attempts = 1 where object_id = '1'`);
    assert.equal((await aix('outbox', 'retry')).out, '1 write will be tried again\n');
    await alter(`update outbox set attempts = 1 where object_id = '2'`);
    assert.match((await aix('outbox', 'list')).out, /Lead 2: waits, 1 try: /);
  });

  it('say what to do while the service uses the embedded database', async () => {
    const unlock = lockDirectory(directory);
    for (const command of COMMANDS) {
      const { code, out, err } = await aix(...command);
      assert.deepEqual([code, out], [1, '']);
      assert.equal(
        err,
        `aix: The service, or another command, is using the data directory ${directory}: ` +
          'stop it, run this command, and start it again\n',
      );
    }
    unlock();
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
      assert.match(
        (await aix(command, '--help')).out,
        new RegExp(`^Usage: aix ${command}[^]* embedded one in\\nAIX_DATA_DIR.* stop it first`),
      );
  });
});

describe('aix audit and aix outbox where there is no database yet', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'aix-cli-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  for (const command of COMMANDS)
    it(`refuse ${command.join(' ')} and make none, whether the data directory exists or not`, async () => {
      for (const dataDirectory of [directory, join(directory, 'mistyped')]) {
        const { code, out, err } = await runIn({ AIX_DATA_DIR: dataDirectory }, command);
        assert.deepEqual([code, out], [1, '']);
        assert.equal(
          err,
          `aix: The data directory ${dataDirectory} holds no database yet: ` +
            'set AIX_DATA_DIR to the one that the service uses\n',
        );
      }
      assert.deepEqual(readdirSync(directory), []);
    });

  it(`refuse one on ${DATABASE_KIND} that the service has not used, and make no tables`, async () => {
    const empty = await createEmptyDatabase();
    const { dataDirectory, databaseUrl } = empty.settings;
    const key = randomBytes(32).toString('base64');
    const { code, out, err } = await runIn(
      databaseUrl === undefined
        ? { AIX_DATA_DIR: dataDirectory }
        : { DATABASE_URL: databaseUrl, AIX_ENCRYPTION_KEY: key },
      ['audit', 'verify'],
    );
    assert.deepEqual([code, out], [1, '']);
    assert.match(
      err,
      /^aix: The (data directory .* holds no database yet|database of DATABASE_URL is empty): set /,
    );
    const database = await empty.open();
    assert.deepEqual(await database.query(`select to_regclass('migrations') as made`), [{ made: null }]);
    await database.close();
    await empty.remove();
  });
});
