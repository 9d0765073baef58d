import { createDraw } from '../demo/leads/seeded-draw.ts';
import type { Fault, Verdict } from './fault.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import type { Grounds, Place } from './world/grounds.ts';

/** How faults are done. */
export interface RunOrder {
  isShort: boolean;
  seed: number;
  /** Whether faults may happen side by side, each on another database. */
  sideBySide: boolean;
}

/** Does faults and yields the outcome of each as it ends. */
export async function* runFaults(
  faults: readonly Fault[],
  order: RunOrder,
  { places, missing }: Grounds,
): AsyncGenerator<Outcome> {
  const waiting = [...faults];
  const underWay = new Map<Place, Promise<{ place: Place; outcome: Outcome }>>();
  const mostAtOnce = order.sideBySide ? places.length : 1;
  if (order.sideBySide) await readyOneByOne(faults, places);
  const startNext = (): boolean => {
    if (underWay.size === mostAtOnce) return false;
    for (const [at, fault] of waiting.entries()) {
      const place = places.find(each => !underWay.has(each) && each.suits(fault.needs));
      if (place === undefined) continue;
      waiting.splice(at, 1);
      underWay.set(
        place,
        runFault(fault, order, place).then(outcome => ({ place, outcome })),
      );
      return true;
    }
    return false;
  };
  for (;;) {
    while (startNext());
    if (underWay.size === 0) break;
    const { place, outcome } = await Promise.race(underWay.values());
    underWay.delete(place);
    yield outcome;
  }
  for (const { name } of waiting) {
    process.stderr.write(`  ${name}: not run: ${missing}\n`);
    yield outcomeOf(name, NOTHING, 0);
  }
}

/**
 * Before anything happens side by side: whoever waits for an answer while this process is busy with another bank may give up. What is wrong
 * with a bank, each fault on it tells.
 */
async function readyOneByOne(faults: readonly Fault[], places: readonly Place[]): Promise<void> {
  for (const { ground, suits } of places) {
    if (!faults.some(({ needs }) => suits(needs))) continue;
    process.stderr.write(`  making a bank on ${ground.kind}\n`);
    await ground.ready().catch(() => undefined);
  }
}

const NOTHING: Verdict = { runs: 0, acknowledged: 0, lost: 0, doubled: 0, wrong: 0, findings: [] };

/** A fault that could not be done to its end has not passed. */
async function runFault(
  { name, runs, run }: Fault,
  { isShort, seed }: RunOrder,
  { ground, server }: Place,
): Promise<Outcome> {
  const report = (words: string) => process.stderr.write(`  ${name}: ${words}\n`);
  const draws = createDraw(seed, name);
  let drawn = 0;
  const order = {
    ground,
    server,
    runs: runs[isShort ? 'short' : 'long'],
    isShort,
    report,
    draw: () => draws(drawn++),
  };
  const began = performance.now();
  const verdict = await run(order).catch((error: Error) => ({
    ...NOTHING,
    wrong: 1,
    findings: [`it could not be done to its end: ${error.stack}`],
  }));
  for (const finding of verdict.findings) report(finding);
  const outcome = outcomeOf(name, verdict, Math.round((performance.now() - began) / 1_000));
  report(`${outcome.passed ? 'passed' : 'FAILED'} on ${ground.kind} in ${outcome.seconds} s`);
  return outcome;
}
