/**
 * How fast an event becomes a score, a field and a card, on one machine with everything on it: load generator, product, PostgreSQL
 * and the CRM's stand-in, which takes 50 ms for each answer.
 *
 *   npm run bench:realtime -- [--json] [--leads 100000] [--seconds 60] [--soak-minutes 10]
 *     [--insert-loop FILE] [--trace FILE] [--directory DIR]
 *
 * npm runs it with one of V8's helpers and without tidying that only saves memory: the stand-in holds the org in memory, and tidying that
 * would take the product's processors. The product's process has V8's defaults.
 *
 * --insert-loop  a script that inserts events as fast as the database takes them and prints {"eventsPerSecond"} as its last line; runs
 *                with DATABASE_URL before and after ours. Without it there is no ratio.
 * --trace        events to replay, a line each: {"lead":"l17","type":"page_view",…}; without it they are drawn. Writes saved and
 *                crossings are judged on it (see writes-saved.ts).
 * --directory    keeps the prepared bank there for the next run, with its database.
 *
 * DATABASE_URL names the PostgreSQL server on which a database is made; fsync must be on. The last line with --json is one object.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { SetupError } from '@aix/shared-scoring';
import { createEventSource } from './realtime/event-source.ts';
import { saturate, sendAtRate } from './realtime/load.ts';
import { measureFreshness } from './realtime/measure-freshness.ts';
import { type BenchStage, openBenchStage } from './realtime/open-stage.ts';
import { prepareBank, removeBank } from './realtime/prepare-bank.ts';
import { describeTimes, median, quantile } from './realtime/quantiles.ts';
import { soak } from './realtime/soak.ts';

const OPTIONS = {
  leads: { type: 'string', default: '100000' },
  seconds: { type: 'string', default: '60' },
  'soak-minutes': { type: 'string', default: '10' },
  'insert-loop': { type: 'string' },
  trace: { type: 'string' },
  directory: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;
const HELP = `Usage: npm run bench:realtime -- [--json] [--leads 100000] [--seconds 60] [--soak-minutes 10]
  [--insert-loop FILE] [--trace FILE] [--directory DIR]
`;

type Request = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PAIRS = 3;
const SATURATION_SECONDS = 10;
const SENDERS = 64;

const report = (words: string) => void process.stderr.write(`${words}\n`);

async function run(request: Request, server: string): Promise<void> {
  const kept = request.directory === undefined ? undefined : resolve(request.directory);
  const directory = kept ?? mkdtempSync(join(tmpdir(), 'aix-realtime-'));
  const bank = await prepareBank({ directory, server, leadCount: Number(request.leads), report });
  const stage = await openBenchStage(directory, bank);
  try {
    const result = { ...(await measureAll(stage, request)), ...judgeTrace(request.trace) };
    process.stdout.write(
      request.json ? `${JSON.stringify(result)}\n` : `${JSON.stringify(result, null, 2)}\n`,
    );
  } finally {
    await stage.close();
    if (kept === undefined) {
      await removeBank(bank, server);
      rmSync(directory, { recursive: true });
    }
  }
}

async function measureAll(stage: BenchStage, request: Request) {
  const seconds = Number(request.seconds);
  const next = createEventSource(stage.busyLeads, request.trace);
  report('waiting until the service has nothing left to do');
  await stage.settle();

  const collected = await measureCollecting(stage, next, request['insert-loop']);
  await stage.settle();
  report(`acknowledgements at 80 % of ${collected.collectPerSecond} events a second`);
  const eventsPerSecond = 0.8 * collected.collectPerSecond;
  const loaded = await sendAtRate(stage, next, {
    eventsPerSecond,
    stop: AbortSignal.timeout(Math.min(seconds, 30) * 1000),
  });
  report(
    `  ${loaded.events} events, ${loaded.refused} refused; acknowledged: ${describeTimes(loaded.ackMs)}`,
  );
  await stage.settle();

  const fresh = await measureFreshness(stage, next, { seconds, report });
  const soaked = await soak(stage, next, { minutes: Number(request['soak-minutes']), report });
  return { ...collected, collectAckP99Ms: round(quantile(loaded.ackMs, 0.99)), ...fresh, ...soaked };
}

/** Ours and the bare loop in turn, so that both see the same machine; the ratio of neighbours, and its median. */
async function measureCollecting(
  stage: BenchStage,
  next: ReturnType<typeof createEventSource>,
  insertLoop: string | undefined,
): Promise<{ collectVsBareInsert: number | null; collectPerSecond: number }> {
  const ours: number[] = [];
  const ratios: number[] = [];
  for (let pair = 1; pair <= PAIRS; pair++) {
    const bare = insertLoop === undefined ? undefined : runInsertLoop(insertLoop, stage.databaseUrl);
    const collected = await saturate(stage, next, { seconds: SATURATION_SECONDS, senders: SENDERS });
    ours.push(collected);
    if (bare !== undefined) ratios.push(collected / bare);
    const against =
      bare === undefined ? '' : `, bare insert loop ${bare}: ratio ${(collected / bare).toFixed(2)}`;
    report(`collected ${Math.round(collected)} events a second${against}`);
    await stage.settle();
  }
  const collectVsBareInsert = ratios.length === 0 ? null : round(median(ratios), 2);
  return { collectVsBareInsert, collectPerSecond: Math.round(median(ours)) };
}

function runInsertLoop(script: string, databaseUrl: string): number {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [resolve(script), '--seconds', String(SATURATION_SECONDS)],
    { cwd: ROOT, encoding: 'utf8', env: { ...process.env, DATABASE_URL: databaseUrl } },
  );
  if (status !== 0) throw new Error(`the insert loop failed: ${stderr}`);
  return (JSON.parse(stdout.trim().split('\n').at(-1)!) as { eventsPerSecond: number }).eventsPerSecond;
}

function judgeTrace(trace: string | undefined) {
  if (trace === undefined) return { writesSaved: null, crossingsMissed: null, crossingsDoubled: null };
  const script = join(dirname(fileURLToPath(import.meta.url)), 'writes-saved.ts');
  const { stdout, status } = spawnSync(process.execPath, [script, resolve(trace), '--json'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error('the writes saved on the trace could not be counted');
  const { writesSaved, crossingsMissed, crossingsDoubled } = JSON.parse(stdout.trim().split('\n').at(-1)!);
  return { writesSaved: round(writesSaved, 3), crossingsMissed, crossingsDoubled };
}

function round(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}

const { values } = parseArgs({ options: OPTIONS });
const server = process.env.DATABASE_URL;
const areNumbers = [values.leads, values.seconds, values['soak-minutes']].every(value => /^\d+$/.test(value));
if (values.help) process.stdout.write(HELP);
else if (!areNumbers) {
  process.stderr.write(HELP);
  process.exitCode = 2;
} else if (server === undefined) {
  const message = 'DATABASE_URL must name a PostgreSQL server, such as postgresql://root@127.0.0.1:5432/test';
  throw new SetupError('ERR_CONFIG_INVALID', message);
} else await run(values, server);
