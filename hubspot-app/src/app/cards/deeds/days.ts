import type { BaseDate } from '@hubspot/ui-extensions';

/** The day so many days after `now` in a time zone, as HubSpot's date fields have it. */
export function dayIn(days: number, now: Date, timeZone: string): BaseDate {
  const [year = 0, month = 1, date = 1] = partsOf(now, timeZone);
  const day = new Date(Date.UTC(year, month - 1, date + days));
  return { year: day.getUTCFullYear(), month: day.getUTCMonth(), date: day.getUTCDate() };
}

/** The last second of a day in a time zone, as ISO 8601 in UTC. */
export function endOfDay({ year, month, date }: BaseDate, timeZone: string): string {
  const asUtc = Date.UTC(year, month, date, 23, 59, 59);
  // The zone's distance from UTC may change within the day, so it is measured again at the first guess.
  const guess = asUtc - offsetAt(asUtc, timeZone);
  return new Date(asUtc - offsetAt(guess, timeZone)).toISOString();
}

/** How far a zone's clock is ahead of UTC, in milliseconds. */
function offsetAt(time: number, timeZone: string): number {
  const [year = 0, month = 1, ...rest] = partsOf(new Date(time), timeZone);
  const [date, hour, minute, second] = rest;
  return Date.UTC(year, month - 1, date, hour, minute, second) - time;
}

/** Year, month from 1, day, hour, minute and second of a moment in a time zone. */
function partsOf(moment: Date, timeZone: string): number[] {
  const numeric = 'numeric' as const;
  const format = new Intl.DateTimeFormat('en', {
    ...{ timeZone, hourCycle: 'h23' as const },
    ...{ year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric },
  });
  const parts = new Map(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
  return (['year', 'month', 'day', 'hour', 'minute', 'second'] as const).map(type => parts.get(type) ?? 0);
}
