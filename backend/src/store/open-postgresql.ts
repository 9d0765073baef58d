import { SetupError } from '@aix/shared-scoring';
import pg from 'pg';
import { type Database, ENTER_TENANT, type HowOften, type Sql } from './database.ts';
import { createPacketSocket } from './packet-socket.ts';
import { createSessionLocks } from './session-locks.ts';

const POOL_SIZE = 10;
const CONNECT_TIMEOUT_MS = 5_000;
/** A new connection has no plans yet, and whoever gets it waits for them. */
const IDLE_FOR_MS = 300_000;

/**
 * A pool of connections to a PostgreSQL server, 15 or newer.
 * @throws SetupError ERR_DATABASE_UNREACHABLE, naming host and database but never the password
 */
export async function openPostgresql(url: string): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: url,
    max: POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    ...{ idleTimeoutMillis: IDLE_FOR_MS, keepAlive: true },
    // Statements are sent without waiting for the answers to those before, and together.
    ...{ pipeline: true },
    stream: createPacketSocket,
  });
  // A connection that breaks while idle is replaced by the pool; the next query says so if the server is really gone.
  pool.on('error', () => undefined);
  // One that breaks between two statements of a transaction would end the process; the next statement says so instead.
  pool.on('connect', client => client.on('error', () => undefined));
  try {
    await pool.query('select 1');
  } catch (cause) {
    await pool.end();
    throw new SetupError(
      'ERR_DATABASE_UNREACHABLE',
      `The database ${describeUrl(url)} cannot be used (${reasonOf(cause)}): start it, or correct DATABASE_URL`,
      { cause },
    );
  }

  const nameOf = createStatementNames();
  const sqlOf = (runner: Pick<pg.Pool, 'query'>): Sql => ({
    query: async <Row extends object>(
      text: string,
      values: readonly unknown[] = [],
      howOften: HowOften = 'seldom',
    ) => {
      const name = howOften === 'often' ? nameOf(text) : undefined;
      return (await runner.query<Row>({ text, values: [...values], ...(name && { name }) })).rows;
    },
  });
  const inTransaction = async <T>(
    work: (client: pg.PoolClient, finish: () => void) => Promise<T>,
  ): Promise<T> => {
    const client = await pool.connect();
    let committed: Promise<unknown> | undefined;
    const commit = () => {
      committed ??= client.query('commit');
      // Whoever awaits it hears of its failure.
      committed.catch(() => undefined);
      return committed;
    };
    try {
      const result = await afterBoth(client.query('begin'), work(client, commit));
      await commit();
      client.release();
      return result;
    } catch (error) {
      const broken = await client.query('rollback').then(
        () => undefined,
        (rollbackError: Error) => rollbackError,
      );
      client.release(broken);
      throw error;
    }
  };

  const locks = createSessionLocks(async () => {
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      // Names are taken and given back by many at once.
      ...{ pipeline: true },
    });
    await client.connect();
    return client;
  });

  return {
    kind: 'postgresql',
    ...sqlOf(pool),
    script: text => inTransaction(async client => void (await client.query(text))),
    withTenant: (tenantId, work) =>
      inTransaction((client, commit) => {
        const sql = untilItEnds(sqlOf(client as unknown as pg.Pool));
        const entered = sql.query(ENTER_TENANT, [tenantId], 'often');
        const finish = () => {
          sql.end();
          commit();
        };
        return afterBoth(entered, work({ tenantId, query: sql.query, finish }).finally(sql.end));
      }),
    asOwner: work => inTransaction(client => work(sqlOf(client as unknown as pg.Pool))),
    tryLock: locks.tryLock,
    async close() {
      await locks.close();
      await pool.end();
    },
  };
}

/**
 * The second result, once both are known. Statements of a transaction are sent without waiting for its beginning: PostgreSQL takes
 * them in order, and after one that fails it refuses the rest.
 */
async function afterBoth<T>(first: Promise<unknown>, second: Promise<T>): Promise<T> {
  const [begun, done] = await Promise.allSettled([first, second]);
  if (begun.status === 'rejected') throw begun.reason;
  if (done.status === 'rejected') throw done.reason;
  return done.value;
}

/** Gives each text a short name, by which PostgreSQL keeps its plan. Texts are constants of the source, so there are few. */
function createStatementNames(): (text: string) => string {
  const names = new Map<string, string>();
  return text => {
    const name = names.get(text) ?? `often_${names.size + 1}`;
    names.set(text, name);
    return name;
  };
}

/** SQL that refuses what comes after its transaction has ended, when the connection may be somebody else's. */
function untilItEnds({ query }: Sql): Sql & { end(): void } {
  let hasEnded = false;
  return {
    query(text, values, howOften) {
      if (hasEnded) return Promise.reject(new Error('a statement came after the end of its transaction'));
      return query(text, values, howOften);
    },
    end() {
      hasEnded = true;
    },
  };
}

function describeUrl(url: string): string {
  try {
    const { hostname, port, pathname } = new URL(url);
    return `${pathname.slice(1)} on ${hostname}:${port || '5432'}`;
  } catch {
    return 'in DATABASE_URL';
  }
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'unknown reason';
  return cause.message || (cause as NodeJS.ErrnoException).code || 'no answer';
}
