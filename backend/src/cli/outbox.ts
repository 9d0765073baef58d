import { parseArgs } from 'node:util';
import { InputError } from '@aix/shared-scoring';
import { listQueuedWrites, type QueuedWrite, retryDeadWrites } from '../store/outbox.ts';
import { listTenantIds } from '../store/tenants.ts';
import { countOf } from './count-of.ts';
import type { Terminal } from './terminal.ts';
import { DATABASE_HELP, withTerminalDatabase } from './with-database.ts';

const HELP = `Usage: aix outbox list|retry [--connection ID] [--json]

  list      writes to the CRMs that were given up, newest first, then those that wait
  retry     has the service try again what was given up

  --connection ID   only what goes to this org or portal
  --json            print one JSON object as the last line:
                    {"writes":[{"tenantId","connectionId","objectType","objectId","attempts",
                    "reason","deadAt"}]} or {"retried"}

${DATABASE_HELP}`;

const MOST_LISTED = 1_000;
const ACTIONS = ['list', 'retry'] as const;

interface Request {
  action: (typeof ACTIONS)[number];
  connection: string | undefined;
  json: boolean;
}

/** `aix outbox list|retry`: what has not reached the CRMs. */
export async function outbox(args: readonly string[], terminal: Terminal): Promise<void> {
  const request = parse(args);
  if (request === 'help') return void terminal.stdout.write(HELP);
  const text = request.action === 'list' ? await list(request, terminal) : await retry(request, terminal);
  terminal.stdout.write(text);
}

async function list({ connection, json }: Request, terminal: Terminal): Promise<string> {
  const writes = await forEachTenant(terminal, async (tenantId, database) => {
    const queued = await database.withTenant(tenantId, sql => listQueuedWrites(sql, MOST_LISTED));
    return queued.map(write => ({ tenantId, ...write }));
  });
  const wanted = writes.filter(({ connectionId }) => connection === undefined || connectionId === connection);
  if (json) return `${JSON.stringify({ writes: wanted })}\n`;
  return wanted.length === 0 ? 'Nothing waits and nothing was given up\n' : wanted.map(lineOf).join('');
}

async function retry({ connection, json }: Request, terminal: Terminal): Promise<string> {
  const counts = await forEachTenant(terminal, async (tenantId, database) => [
    await database.withTenant(tenantId, sql => retryDeadWrites(sql, connection)),
  ]);
  const retried = counts.reduce((sum, count) => sum + count, 0);
  return json ? `${JSON.stringify({ retried })}\n` : `${countOf(retried, 'write')} will be tried again\n`;
}

async function forEachTenant<T>(
  terminal: Terminal,
  work: (tenantId: string, database: Parameters<typeof listTenantIds>[0]) => Promise<T[]>,
): Promise<T[]> {
  return withTerminalDatabase(terminal, async database => {
    const found: T[] = [];
    for (const tenantId of await listTenantIds(database)) found.push(...(await work(tenantId, database)));
    return found;
  });
}

function lineOf({ connectionId, objectType, objectId, attempts, reason, deadAt }: QueuedWrite): string {
  const state =
    deadAt === null ? `waits, ${countOf(attempts, 'try', 'tries')}` : `given up ${deadAt.toISOString()}`;
  return `${connectionId} ${objectType} ${objectId}: ${state}${reason === null ? '' : `: ${reason}`}\n`;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function parse(args: readonly string[]): Request | 'help' {
  const { values, positionals } = parseTyped(args);
  if (values.help) return 'help';
  const action = ACTIONS.find(each => each === positionals[0]);
  if (action === undefined || positionals.length !== 1)
    throw new InputError('ERR_INPUT_INVALID', 'say what to do: aix outbox list, or aix outbox retry');
  const { connection, json } = values;
  if (connection !== undefined && !UUID.test(connection))
    throw new InputError(
      'ERR_INPUT_INVALID',
      `--connection takes an id as GET /v1/connections gives it, got ${JSON.stringify(connection)}`,
    );
  return { action, connection, json };
}

function parseTyped(args: readonly string[]) {
  const options = {
    connection: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  } as const;
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (cause) {
    throw new InputError('ERR_INPUT_INVALID', `${(cause as Error).message}; see aix outbox --help`, {
      cause,
    });
  }
}
