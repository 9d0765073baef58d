import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { loadConfig, withDatabase } from '@aix/backend';
import type { AlertProcessSettings } from './alert-process.ts';
import { type AlertStage, type DatabasePlace, openAlertStage } from './prepare-alerts.ts';
import { openReceiver, type Receiver } from './receiver.ts';

/** What came of crossings whose processes were killed again and again. */
export interface KilledAlerts {
  crossings: number;
  /** Crossings of which the receiver heard nothing, or that stood in no digest, and scores that people were not told. */
  missed: number;
  /** Crossings that it heard of under two ids, or in two digests, so that it would act on them twice, and scores of which people have two messages. */
  doubled: number;
}

const MINUTE_MS = 60_000;
/** So that the claims of a process that was killed have run out when the next one begins. */
const AHEAD_A_KILL_MS = 3 * MINUTE_MS;
const AHEAD_AT_THE_END_MS = 180 * MINUTE_MS;
const MOST_ROUNDS = 12;

/**
 * Has processes store crossings, two of each score, and tell them to a receiver that refuses every third message, and kills each (SIGKILL) after some
 * crossings, in the middle of whatever it does. At the end others go on until nothing waits any more.
 */
export async function killWhileAlerting(
  place: DatabasePlace,
  { kills, scoresEach }: { kills: number; scoresEach: number },
): Promise<KilledAlerts> {
  const receiver = await openReceiver();
  let messages = 0;
  receiver.refuses = () => ++messages % 3 === 0;
  const { stage, service } = await openAlertStage(place, receiver.url);
  await service.close();
  try {
    let aheadMs = 0;
    for (let kill = 0; kill < kills; kill += 1, aheadMs += AHEAD_A_KILL_MS) {
      const child = start({ ...stage, scores: Number.MAX_SAFE_INTEGER, aheadMs });
      for (let made = 0; made < scoresEach + (kill % 3); made += 1) await once(child, 'message');
      await end(child);
    }
    receiver.refuses = () => false;
    for (let round = 0; round < MOST_ROUNDS && (await countWaiting(stage)) > 0; round += 1) {
      aheadMs += AHEAD_AT_THE_END_MS;
      const child = start({ ...stage, scores: 0, aheadMs });
      await once(child, 'message');
      await end(child);
    }
    return await judge(stage, receiver);
  } finally {
    await receiver.close();
  }
}

function start(settings: AlertProcessSettings): ChildProcess {
  const child = fork(new URL('./alert-process.ts', import.meta.url));
  child.send(settings);
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function judge(stage: AlertStage, { told }: Receiver): Promise<KilledAlerts> {
  const crossed = await ask<{ token: string }>(stage, 'select token from crossings');
  const ids = new Map<string, Set<string>>();
  for (const { id, type, tokens } of told)
    for (const token of tokens) {
      const key = `${type} ${token}`;
      ids.set(key, (ids.get(key) ?? new Set()).add(id));
    }
  const people = await ask<{ token: string }>(
    stage,
    `select split_part(about, ':', 2) as token from deliveries where kind = 'slack' and delivered_at is not null`,
  );
  const toldPeople = new Set(people.map(({ token }) => token));
  const untold = crossed.filter(({ token }) => token.startsWith('hot') && !toldPeople.has(token));
  const isMissed = ({ token }: { token: string }) =>
    !ids.has(`lead.crossed ${token}`) || !ids.has(`leads.crossed ${token}`);
  return {
    crossings: crossed.length,
    missed: crossed.filter(isMissed).length + untold.length,
    // People’s message is about the highest threshold; one about a lower one would be a second.
    doubled:
      [...ids.values()].filter(each => each.size > 1).length +
      people.filter(({ token }) => token.startsWith('warm')).length,
  };
}

async function countWaiting(stage: AlertStage): Promise<number> {
  const waiting = await ask(stage, 'select from deliveries where delivered_at is null and dead_at is null');
  return waiting.length;
}

function ask<Row extends object>(
  { dataDirectory, databaseUrl, key }: AlertStage,
  sql: string,
): Promise<Row[]> {
  const encryptionKey = Buffer.from(key, 'base64');
  const config = loadConfig({}, { dataDirectory, databaseUrl, encryptionKey });
  return withDatabase(config, database => database.query<Row>(sql));
}
