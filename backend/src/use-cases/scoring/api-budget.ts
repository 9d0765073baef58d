import type { DayUsage } from '../../store/api-usage.ts';

/** How many calls a connection may still make, and how far apart. */
export interface ApiBudget {
  /** Calls that are ours in 24 hours; null where the platform sets no limit for a day. */
  perDay: number | null;
  /** `slow`: over half is spent, and calls are spread over the day. `used_up`: none until earlier ones are a day old. */
  state: 'open' | 'slow' | 'used_up';
  /** Milliseconds between two calls; 0 while open. */
  spacingMs: number;
}

/** Of an org's calls, which all of its apps share, at most this part is ours. */
const OUR_SHARE = 0.2;
/** From this part on, whoever used it, the rest is left to others: an org without calls left stands still. */
const LEFT_TO_OTHERS_FROM = 0.9;
const SLOW_FROM = 0.5;
const DAY_MS = 86_400_000;

/** The budget of a connection, from what it used and what the platform said. */
export function budgetOf(usage: Pick<DayUsage, 'calls' | 'platform'> | undefined): ApiBudget {
  const platform = usage?.platform ?? null;
  if (usage === undefined || platform === null) return { perDay: null, state: 'open', spacingMs: 0 };
  const perDay = Math.max(1, Math.floor(platform.limit * OUR_SHARE));
  const isUsedUp = usage.calls >= perDay || platform.used >= platform.limit * LEFT_TO_OTHERS_FROM;
  if (isUsedUp) return { perDay, state: 'used_up', spacingMs: DAY_MS / perDay };
  const isSlow = usage.calls >= perDay * SLOW_FROM;
  return { perDay, state: isSlow ? 'slow' : 'open', spacingMs: isSlow ? DAY_MS / perDay : 0 };
}
