import type { LeadHistory } from '../../src/engagement/decay-likelihood.ts';
import type { EngagementEvent } from '../../src/engagement/engagement.ts';
import { effectiveCount, type Signal } from '../../src/engagement/signals.ts';
import { sigmoid } from '../../src/math/logistic.ts';
import { createRandom } from '../../src/math/random.ts';

/** Made-up leads: how many, what their log-odds are without engagement, and how much they do. */
export interface HistoryPlan {
  readonly leads: number;
  readonly seed: number;
  readonly base: number;
  /** At most this many events of each signal and lead, */
  readonly mostEvents: number;
  /** spread evenly over so many of its half-lives before the as-of time. */
  readonly halfLives: number;
}

const MS_PER_DAY = 86_400_000;
const AS_OF_MS = Date.parse('2026-11-01');

/** Leads whose outcomes were drawn from the given signals. */
export function plantHistories(signals: readonly Signal[], plan: HistoryPlan): LeadHistory[] {
  const random = createRandom(plan.seed);
  return Array.from({ length: plan.leads }, (_, lead) => {
    // Not all at the same time of a half-life.
    const asOfMs = AS_OF_MS + lead * 3_600_000;
    const events: EngagementEvent[] = [];
    let logOdds = plan.base;
    for (const { name, halfLifeDays, weight, saturation } of signals) {
      let count = 0;
      for (let left = random.below(plan.mostEvents + 1); left > 0; left--) {
        const ageDays = random.next() * plan.halfLives * halfLifeDays;
        events.push({ signal: name, atMs: asOfMs - ageDays * MS_PER_DAY });
        count += 2 ** (-ageDays / halfLifeDays);
      }
      logOdds += weight * effectiveCount(count, saturation);
    }
    return { events, asOfMs, label: random.next() < sigmoid(logOdds) ? 1 : 0 };
  });
}
