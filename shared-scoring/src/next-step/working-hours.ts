/** When a team works: the same hours on each of its days, by the clock of one place. */
export interface WorkingHours {
  /** IANA name: `Europe/Berlin`. */
  readonly timeZone: string;
  /** 1 Monday to 7 Sunday; at least one. */
  readonly days: readonly number[];
  /** Minutes since midnight; `from` is less than `until`, which is at most 1440. */
  readonly fromMinute: number;
  readonly untilMinute: number;
}

/** What is assumed of a team that told no hours of its own. */
export const DEFAULT_WORKING_HOURS: WorkingHours = {
  timeZone: 'UTC',
  days: [1, 2, 3, 4, 5],
  fromMinute: 9 * 60,
  untilMinute: 17 * 60,
};

const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;
const DAY_MS = 86_400_000;

/** Whether the team works at that moment; the end of its day is not a part of it. */
export function isWorkingTime(at: Date, hours: WorkingHours): boolean {
  const [first] = periodsFrom(at, hours, 1);
  return first!.beginMs <= at.getTime();
}

/** That moment, or when the team begins to work after it. */
export function nextWorkingTime(at: Date, hours: WorkingHours): Date {
  const [first] = periodsFrom(at, hours, 1);
  return new Date(Math.max(first!.beginMs, at.getTime()));
}

/** The end of the working day that a moment lies in; of the next one where it lies in none. */
export function endOfWorkingDay(at: Date, hours: WorkingHours): Date {
  const [first] = periodsFrom(at, hours, 1);
  return new Date(first!.endMs);
}

/** When so many minutes of work have passed since a moment. Takes longer the more days that are; meant for a few weeks. */
export function afterWorkingTime(at: Date, minutes: number, hours: WorkingHours): Date {
  const aDay = hours.untilMinute - hours.fromMinute;
  let leftMs = minutes * MINUTE_MS;
  // A clock that is set forward within a working day shortens it.
  for (const { beginMs, endMs } of periodsFrom(at, hours, Math.ceil(minutes / aDay) + 2)) {
    const fromMs = Math.max(beginMs, at.getTime());
    if (endMs - fromMs >= leftMs) return new Date(fromMs + leftMs);
    leftMs -= endMs - fromMs;
  }
  throw new RangeError(
    `afterWorkingTime requires working hours that come again, got ${JSON.stringify(hours)}`,
  );
}

/** When the clocks of a place show a time of day next after a moment, once each day. @param minute since midnight, 0 to 1439 */
export function nextTimeOfDay(at: Date, { timeZone, minute }: { timeZone: string; minute: number }): Date {
  const { year, month, day } = localDay(at.getTime(), timeZone);
  for (let ahead = 0; ; ahead += 1) {
    const moment = momentOf(Date.UTC(year, month, day + ahead) + minute * MINUTE_MS, timeZone);
    if (moment > at.getTime()) return new Date(moment);
  }
}

interface Period {
  beginMs: number;
  endMs: number;
}

/** The first working periods that end after a moment. */
function periodsFrom(at: Date, hours: WorkingHours, count: number): Period[] {
  const { year, month, day } = localDay(at.getTime(), hours.timeZone);
  const found: Period[] = [];
  // Every week has a working day; the one that a moment lies in may be over.
  for (let ahead = 0; found.length < count && ahead <= 7 * (count + 1); ahead++) {
    const midnight = Date.UTC(year, month, day) + ahead * DAY_MS;
    if (!hours.days.includes(new Date(midnight).getUTCDay() || 7)) continue;
    const beginMs = momentOf(midnight + hours.fromMinute * MINUTE_MS, hours.timeZone);
    const endMs = momentOf(midnight + hours.untilMinute * MINUTE_MS, hours.timeZone);
    if (endMs > at.getTime() && endMs > beginMs) found.push({ beginMs, endMs });
  }
  if (found.length === count) return found;
  throw new RangeError(
    `periodsFrom requires working hours on a day of the week, got ${JSON.stringify(hours)}`,
  );
}

/** When clocks of that place show a time, given as if it were UTC. Of a time that clocks leave out, the moment after the gap. */
function momentOf(shownMs: number, timeZone: string): number {
  const first = shownMs - offsetAt(shownMs, timeZone);
  return shownMs - offsetAt(first, timeZone);
}

/** Of places, by quarters of an hour: clocks are set at no other times, and formatting costs a hundred times as much as looking up. */
const offsets = new Map<string, number>();
const MOST_OFFSETS = 10_000;

/** What clocks of a place are ahead of UTC, milliseconds. */
function offsetAt(atMs: number, timeZone: string): number {
  const name = `${timeZone} ${Math.floor(atMs / QUARTER_MS)}`;
  const known = offsets.get(name);
  if (known !== undefined) return known;
  if (offsets.size >= MOST_OFFSETS) offsets.clear();
  const offset = formattedOffset(atMs, timeZone);
  offsets.set(name, offset);
  return offset;
}

function formattedOffset(atMs: number, timeZone: string): number {
  const { year, month, day, hour, minute } = shownAt(atMs, timeZone);
  return Date.UTC(year, month - 1, day, hour, minute) - Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
}

/** What the calendar of a place shows. */
function localDay(atMs: number, timeZone: string): { year: number; month: number; day: number } {
  const shown = new Date(atMs + offsetAt(atMs, timeZone));
  return { year: shown.getUTCFullYear(), month: shown.getUTCMonth(), day: shown.getUTCDate() };
}

const formatters = new Map<string, Intl.DateTimeFormat>();
const MOST_FORMATTERS = 1_000;

function shownAt(atMs: number, timeZone: string) {
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en', {
      ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
      ...{ hour: 'numeric', minute: 'numeric' },
    });
    if (formatters.size < MOST_FORMATTERS) formatters.set(timeZone, formatter);
  }
  return Object.fromEntries(
    formatter.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]),
  ) as Record<'year' | 'month' | 'day' | 'hour' | 'minute', number>;
}
