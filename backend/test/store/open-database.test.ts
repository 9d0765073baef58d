import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEnvelope } from '../../src/security/envelope.ts';
import { requireRightKey, saveConnection } from '../../src/store/connections.ts';
import { clearDirectory, lockDirectory } from '../../src/store/lock-directory.ts';
import { openPglite } from '../../src/store/open-pglite.ts';
import { openPostgresql } from '../../src/store/open-postgresql.ts';
import { saveTenant } from '../../src/store/tenants.ts';
import { makeTenant } from '../support/make.ts';
import { DATABASE_KIND, openTestDatabase } from '../support/test-database.ts';

const LOCKED = {
  name: 'SetupError',
  code: 'ERR_DATA_DIRECTORY_LOCKED',
  message: /^Another process is using the data directory .*: stop it, or set AIX_DATA_DIR to another/,
};

/** Another process that locks a directory and keeps it until it is killed. */
async function holdInAnotherProcess(directory: string): Promise<ChildProcess> {
  const module = new URL('../../src/store/lock-directory.ts', import.meta.url).href;
  const script = `const { lockDirectory } = await import(${JSON.stringify(module)});
    // Kept: a lock that nobody can reach is given back with the garbage.
    globalThis.unlock = lockDirectory(${JSON.stringify(directory)}); console.log('locked'); setInterval(() => {}, 1000);`;
  const child = spawn('node', ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

describe('openPglite', () => {
  let directory: string;
  let other: ChildProcess | undefined;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'aix-lock-'));
  });
  afterEach(() => {
    // Of a test that failed: mocha waits for it.
    other?.kill('SIGKILL');
    rmSync(directory, { recursive: true });
  });

  it('refuses a directory that another process uses, until that process dies, however it dies', async () => {
    other = await holdInAnotherProcess(directory);
    await assert.rejects(openPglite(directory), LOCKED);
    other.kill('SIGKILL');
    await once(other, 'exit');
    await (await openPglite(directory)).close();
  });

  it('refuses to clear a directory that another process uses, and removes nothing', async () => {
    writeFileSync(join(directory, 'precious'), '');
    other = await holdInAnotherProcess(directory);
    assert.throws(() => clearDirectory(directory), LOCKED);
    other.kill('SIGKILL');
    await once(other, 'exit');
    assert.ok(readdirSync(directory).includes('precious'));
    clearDirectory(directory);
    assert.ok(!readdirSync(directory).includes('precious'));
  });

  it('keeps the parts of a directory apart', () => {
    const unlock = lockDirectory(directory, 'one part');
    lockDirectory(directory, 'another part')();
    assert.throws(() => lockDirectory(directory, 'one part'), LOCKED);
    unlock();
    lockDirectory(directory, 'one part')();
  });

  it('says so when there can be no such directory', async () => {
    writeFileSync(join(directory, 'file'), '');
    await assert.rejects(openPglite(join(directory, 'file')), {
      code: 'ERR_CONFIG_INVALID',
      message: /^The data directory .*file cannot be made or written to: .*AIX_DATA_DIR/,
    });
  });

  it('gives the directory back when the database in it does not open', async () => {
    writeFileSync(join(directory, 'database'), 'no directory');
    await assert.rejects(openPglite(directory));
    lockDirectory(directory)();
  });
});

describe('openPostgresql', () => {
  it('names host and database that do not answer, and never the password', async () => {
    await assert.rejects(openPostgresql('postgresql://root:pa55word@127.0.0.1:1/aix'), error => {
      const { code, message } = error as { code?: string; message: string };
      assert.equal(code, 'ERR_DATABASE_UNREACHABLE');
      assert.match(
        message,
        /^The database aix on 127\.0\.0\.1:1 cannot be used \(.+\): start it, or correct/,
      );
      assert.ok(!message.includes('pa55word'));
      return true;
    });
  });
});

describe(`requireRightKey on ${DATABASE_KIND}`, () => {
  it('takes any key while nothing is sealed, and then only the one that sealed it', async () => {
    const database = await openTestDatabase();
    const [tenantId, right, wrong] = [randomUUID(), randomBytes(32), randomBytes(32)];
    await requireRightKey(database, createEnvelope(wrong));
    await saveTenant(database, makeTenant(tenantId));
    await database.withTenant(tenantId, tenant =>
      saveConnection(tenant, createEnvelope(right), {
        connectedAs: null,
        at: new Date(),
        connectionId: randomUUID(),
        crm: 'hubspot',
        externalId: '1',
        name: 'Portal',
        settings: { namespace: '' },
        mappings: [],
        tokens: { accessToken: 'secret', expiresAt: 0 },
      }),
    );
    await requireRightKey(database, createEnvelope(right));
    await assert.rejects(requireRightKey(database, createEnvelope(wrong)), {
      code: 'ERR_KEY_WRONG',
      message: /AIX_ENCRYPTION_KEY.*--fresh/,
    });
    await database.drop();
  });
});

describe(`a database that goes away, on ${DATABASE_KIND}`, () => {
  it('fails the transaction under way and serves the next one', async () => {
    const database = await openTestDatabase();
    // PGlite lives in this process and can only go with it.
    if (database.kind === 'pglite') return database.drop();
    const tenantId = randomUUID();
    const cutOff = database.withTenant(tenantId, async tenant => {
      const [own] = await tenant.query<{ pid: number }>('select pg_backend_pid() as pid');
      await database.query('select pg_terminate_backend($1, 5000)', [own!.pid]);
      await tenant.query('select 1');
    });
    await assert.rejects(cutOff);
    assert.deepEqual(await database.withTenant(tenantId, tenant => tenant.query('select 1 as one')), [
      { one: 1 },
    ]);
    await database.drop();
  });
});

describe(`a statement that runs often, on ${DATABASE_KIND}`, () => {
  const OFTEN = 'select $1::integer as given';
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  const tenantId = randomUUID();
  before(async () => {
    database = await openTestDatabase();
  });
  after(() => database.drop());

  it('works again after the transaction failed in which it was sent first', async () => {
    const failing = database.withTenant(tenantId, tenant =>
      Promise.all([tenant.query('select 1 / 0'), tenant.query(OFTEN, [1], 'often')]),
    );
    await assert.rejects(failing, /division by zero/);
    for (const given of [2, 3])
      assert.deepEqual(await database.withTenant(tenantId, tenant => tenant.query(OFTEN, [given], 'often')), [
        { given },
      ]);
  });

  it('has its plan kept by the connection, where others have none', async () => {
    if (database.kind === 'pglite') return;
    const kept = await database.withTenant(tenantId, async tenant => {
      await tenant.query(OFTEN, [1], 'often');
      await tenant.query('select $1::integer as once', [1]);
      return tenant.query<{ statement: string }>(
        `select statement from pg_prepared_statements where statement like 'select $1::integer%'`,
      );
    });
    assert.deepEqual(kept, [{ statement: OFTEN }]);
  });
});

describe(`a transaction that says it is finished, on ${DATABASE_KIND}`, () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  const tenantId = randomUUID();
  const named = () =>
    database.query<{ name: string }>('select name from tenants where tenant_id = $1', [tenantId]);
  before(async () => {
    database = await openTestDatabase();
    await saveTenant(database, makeTenant(tenantId));
  });
  after(() => database.drop());

  const rename = (name: string, also: string) =>
    database.withTenant(tenantId, async tenant => {
      const sent = Promise.all([
        tenant.query('update tenants set name = $2 where tenant_id = $1', [tenantId, name]),
        tenant.query(also),
      ]);
      tenant.finish();
      await sent;
    });

  it('is committed with its last statements', async () => {
    await rename('Finished', 'select 1');
    assert.deepEqual(await named(), [{ name: 'Finished' }]);
  });

  it('is undone where one of them fails, and says so', async () => {
    await assert.rejects(rename('Half', 'select 1 / 0'), /division by zero/);
    assert.deepEqual(await named(), [{ name: 'Finished' }]);
    await rename('Once more', 'select 1');
  });

  it('takes no further statement', async () => {
    if (database.kind === 'pglite') return;
    const late = database.withTenant(tenantId, tenant => {
      tenant.finish();
      return tenant.query('select 1');
    });
    await assert.rejects(late, /after the end of its transaction/);
  });
});
