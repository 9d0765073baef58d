import { afterWorkingTime, nextWorkingTime, type WorkingHours } from './working-hours.ts';

/** How long a person may put a step off. */
export const DELAYS = ['hour', 'day', 'week'] as const;
/** One of `DELAYS`. */
export type Delay = (typeof DELAYS)[number];

const DAY_MS = 86_400_000;
const DAYS: Readonly<Record<Exclude<Delay, 'hour'>, number>> = { day: 1, week: 7 };

/** When a step that was put off comes back: after an hour of work, or at this time on a later day, within working hours. */
export function laterAt(at: Date, delay: Delay, hours: WorkingHours): Date {
  if (delay === 'hour') return afterWorkingTime(at, 60, hours);
  return nextWorkingTime(new Date(at.getTime() + DAYS[delay] * DAY_MS), hours);
}
