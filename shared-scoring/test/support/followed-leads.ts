import type { EngagementEvent } from '../../src/engagement/engagement.ts';
import { effectiveCount, type Signal } from '../../src/engagement/signals.ts';
import type { FollowedLead } from '../../src/engagement/timed-histories.ts';
import { sigmoid } from '../../src/math/logistic.ts';
import { createRandom, type Random } from '../../src/math/random.ts';

/** Made-up leads: how many, their log-odds of converting on a day without engagement, and how long they are followed. */
export interface FollowPlan {
  readonly leads: number;
  readonly seed: number;
  readonly base: number;
  readonly days: number;
}

const MS_PER_DAY = 86_400_000;
/** Acts come by chance, on average so many days apart, and began so many days before the lead is followed. */
const DAYS_BETWEEN_EVENTS = 25;
const DAYS_BEFORE = 60;

/** Leads that convert or not day by day, by what they did until then. */
export function followLeads(signals: readonly Signal[], plan: FollowPlan): FollowedLead[] {
  const random = createRandom(plan.seed);
  return Array.from({ length: plan.leads }, () => followLead(signals, plan, random));
}

function followLead(signals: readonly Signal[], { base, days }: FollowPlan, random: Random): FollowedLead {
  const eventDays = signals.map(() => drawDays(random, days));
  const convertedOn = Array.from({ length: days }, (_, day) => day).find(day => {
    const logOdds = signals.reduce((sum, signal, at) => {
      const known = eventDays[at].filter(each => each <= day);
      const count = known.reduce((total, each) => total + 2 ** ((each - day) / signal.halfLifeDays), 0);
      return sum + signal.weight * effectiveCount(count, signal.saturation);
    }, base);
    return random.next() < sigmoid(logOdds);
  });
  const events = signals.flatMap(({ name }, at) =>
    eventDays[at].map((day): EngagementEvent => ({ signal: name, atMs: day * MS_PER_DAY })),
  );
  const convertedAtMs = convertedOn === undefined ? null : (convertedOn + random.next()) * MS_PER_DAY;
  return { events, fromMs: 0, untilMs: days * MS_PER_DAY, convertedAtMs };
}

function drawDays(random: Random, until: number): number[] {
  const drawn: number[] = [];
  const wait = () => -Math.log(1 - random.next()) * DAYS_BETWEEN_EVENTS;
  for (let day = wait() - DAYS_BEFORE; day < until; day += wait()) drawn.push(day);
  return drawn;
}
