import type { Verdict } from '../fault.ts';
import type { Ledger } from '../world/sender.ts';
import type { Stage } from '../world/stage.ts';
import { findingOf } from './finding.ts';
import { judgeCrossings } from './judge-crossings.ts';
import { judgeEngagement } from './judge-engagement.ts';
import { judgeEvents } from './judge-events.ts';
import { judgeRecords } from './judge-records.ts';

/**
 * Waits until all work is done, stops the app and holds what is stored against the invariant: an acknowledged event is
 * stored once, with its time; each lead's engagement is the fold of its events; each record has what was published last;
 * each crossing was told once. Asks only the database and the CRMs, none of the product's own functions but the fold.
 */
export async function judgeStage(stage: Stage, ledger: Ledger): Promise<Omit<Verdict, 'runs'>> {
  await stage.app.start();
  const left = await stage.settle();
  const unfinished =
    left.dirtyLeads + left.writes + left.deadLetters === 0 ? [] : [`work is left: ${JSON.stringify(left)}`];
  return stage.inspect(async query => {
    const judged = { query, folders: stage.folders };
    const events = await judgeEvents(judged, ledger);
    const crossings = await judgeCrossings(judged);
    const wrong = [
      findingOf(unfinished),
      events.wrong,
      await judgeEngagement(judged),
      await judgeRecords(judged),
      crossings.wrong,
    ];
    return {
      acknowledged: ledger.acknowledged.size,
      lost: events.lost.count,
      doubled: crossings.doubled.count,
      wrong: wrong.reduce((sum, { count }) => sum + count, 0),
      findings: [events.lost, crossings.doubled, ...wrong].flatMap(({ examples }) => examples),
    };
  });
}
