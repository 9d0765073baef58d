import { setTimeout as pause } from 'node:timers/promises';
import type { Fault, FaultOrder, OwnServer, Verdict } from '../fault.ts';
import { judgeStage } from '../judge/judge-stage.ts';
import { createSender } from '../world/sender.ts';

const EVENTS_PER_SECOND = 400;
/** So long the database works before it goes, at most. */
const LONGEST_LIFE_MS = 2_000;
const AWAY_MS = { short: 5_000, long: 30_000 };

/** `kill -9` of PostgreSQL under load; the app lives on. */
export const postgresqlKilled: Fault = {
  name: 'postgresql-killed',
  about: 'kill -9 of all processes of PostgreSQL, under load',
  runs: { short: 2, long: 25 },
  needs: 'own-postgresql',
  run: order => interrupt(order, server => server.kill(), 0),
};

/** PostgreSQL is stopped for a while; senders go on, and the app lives on. */
export const databaseAway: Fault = {
  name: 'database-away',
  about: 'PostgreSQL is stopped for 5 s (long form: 30 s), under load',
  runs: { short: 1, long: 5 },
  needs: 'own-postgresql',
  run: order => interrupt(order, server => server.stop(), AWAY_MS[order.isShort ? 'short' : 'long']),
};

async function interrupt(
  { ground, runs, server, draw, report }: FaultOrder,
  end: (server: OwnServer) => Promise<void>,
  awayMs: number,
): Promise<Verdict> {
  const stage = await ground.openStage();
  const sender = createSender({ ...stage, draw, eventsPerSecond: EVENTS_PER_SECOND });
  try {
    sender.turnTo(await stage.app.start());
    for (let each = 1; each <= runs; each += 1) {
      await sender.nextAcknowledged();
      await pause(draw() * LONGEST_LIFE_MS);
      await end(server!);
      await pause(awayMs);
      await server!.start();
      report(`${each} of ${runs}, ${sender.ledger.acknowledged.size} events acknowledged`);
    }
    await sender.finish();
    return { runs, ...(await judgeStage(stage, sender.ledger)) };
  } finally {
    sender.abandon();
    await stage.close();
  }
}
