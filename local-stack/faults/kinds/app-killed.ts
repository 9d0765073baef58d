import { setTimeout as pause } from 'node:timers/promises';
import type { Fault, FaultOrder, Verdict } from '../fault.ts';
import { judgeStage } from '../judge/judge-stage.ts';
import { createSender } from '../world/sender.ts';

/** Events a second; the short form leaves the machine to others. */
const RATE = { short: 400, long: 2_000 };
/** So long it works at most, and how many of the kills meet it at work. */
const LONGEST_LIFE_MS = 2_500;
const SHARE_AT_WORK = 0.8;

/** `kill -9` of the app at random moments while events come in, scores are made and records written. */
export const appKilledEmbedded: Fault = {
  name: 'app-killed-embedded',
  about: 'kill -9 of the app on its embedded database, under load',
  runs: { short: 3, long: 25 },
  needs: 'embedded',
  run: killAgainAndAgain,
};

export const appKilledPostgresql: Fault = {
  ...appKilledEmbedded,
  name: 'app-killed-postgresql',
  about: 'kill -9 of the app on PostgreSQL, under load',
  runs: { short: 3, long: 100 },
  needs: 'postgresql',
};

async function killAgainAndAgain({ ground, runs, isShort, draw, report }: FaultOrder): Promise<Verdict> {
  const stage = await ground.openStage();
  const sender = createSender({ ...stage, draw, eventsPerSecond: RATE[isShort ? 'short' : 'long'] });
  try {
    for (let kill = 1; kill <= runs; kill += 1) {
      sender.turnTo(await stage.app.start());
      // Mostly while it works; now and then before it has stored anything.
      if (draw() < SHARE_AT_WORK) await sender.nextAcknowledged();
      await pause(draw() * LONGEST_LIFE_MS);
      await stage.app.kill();
      report(`kill ${kill} of ${runs}, ${sender.ledger.acknowledged.size} events acknowledged`);
    }
    sender.turnTo(await stage.app.start());
    await sender.finish();
    return { runs, ...(await judgeStage(stage, sender.ledger)) };
  } finally {
    sender.abandon();
    await stage.close();
  }
}
