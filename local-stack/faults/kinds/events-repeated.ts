import type { Fault, FaultOrder, Verdict } from '../fault.ts';
import { judgeStage } from '../judge/judge-stage.ts';
import { drawEvents, insist, type Ledger, note } from '../world/sender.ts';

const EVENTS_A_CASE = 200;
/** Every event comes up to so many times. */
const MOST_COPIES = 3;
const EVENTS_A_REQUEST = 40;

/** Cases of 200 events that come several times each, in any order, several requests at once. */
export const eventsRepeated: Fault = {
  name: 'events-repeated-and-shuffled',
  about: 'events come up to three times each, shuffled, in requests side by side',
  runs: { short: 20, long: 1_000 },
  needs: 'any',
  async run({ ground, runs, draw, report }: FaultOrder): Promise<Verdict> {
    const stage = await ground.openStage();
    const ledger: Ledger = { acknowledged: new Map(), refused: 0 };
    try {
      const url = await stage.app.start();
      for (let each = 1; each <= runs; each += 1) {
        const events = drawEvents({ ...stage, draw }, EVENTS_A_CASE);
        const copies = events.flatMap(event => Array(1 + Math.floor(draw() * MOST_COPIES)).fill(event));
        shuffle(copies, draw);
        const requests = inParts(copies, EVENTS_A_REQUEST);
        await Promise.all(
          requests.map(async part => note(ledger, part, await insist(url, stage.writeKey, { events: part }))),
        );
        if (each % 10 === 0) report(`case ${each} of ${runs}`);
      }
      return { runs, ...(await judgeStage(stage, ledger)) };
    } finally {
      await stage.close();
    }
  },
};

function shuffle<T>(items: T[], draw: () => number): void {
  for (let last = items.length - 1; last > 0; last -= 1) {
    const other = Math.floor(draw() * (last + 1));
    [items[last], items[other]] = [items[other]!, items[last]!];
  }
}

function inParts<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
