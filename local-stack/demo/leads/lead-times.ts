import { createDraw, type Draw } from './seeded-draw.ts';

/**
 * When leads are created and how long until they are closed. Both are simulated: the set has only month and weekday.
 *
 * Created: the closed leads spread over the 120 days that end 30 days ago, the open ones over the last 28 days, each in
 * the file's order and at the pace of an office week. The two days between keep the open leads within their horizon for
 * a while: past it, a lead that has not converted counts as one that did not. Closed: after a log-normal delay with a median of 6 days, cut at
 * 29 days, so that every outcome falls before the horizon of 30 days and before `now`.
 */
export const HORIZON_DAYS = 30;
export const OPEN_DAYS = 28;
export const CLOSED_DAYS = 120;
export const MEDIAN_DELAY_DAYS = 6;
export const LONGEST_DELAY_DAYS = 29;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SECOND_MS = 1000;
/** Standard deviation of the delay's logarithm: two thirds of the delays lie between 3 and 13 days. */
const DELAY_SIGMA = 0.75;

/** Leads an hour, relative: the office day, the evening and the early morning on the web, the night. UTC. */
const PACE_BY_HOUR = [1, 1, 1, 1, 1, 1, 2, 4, 8, 10, 10, 9, 7, 9, 10, 10, 9, 7, 5, 5, 4, 3, 2, 1];
const WEEKEND_PACE = 0.4;

/**
 * Creation times in epoch milliseconds, strictly rising by whole seconds; the last one is `now` cut to the second. The
 * first `closedCount` are older than 30 days, the other `openCount` are younger than 28.
 */
export function createdTimes(now: Date, seed: number, closedCount: number, openCount: number): Float64Array {
  const end = Math.floor(now.getTime() / SECOND_MS) * SECOND_MS;
  const horizon = end - HORIZON_DAYS * DAY_MS;
  const draw = createDraw(seed, 'created');
  const closedAt = createClock(horizon - CLOSED_DAYS * DAY_MS, horizon);
  const openAt = createClock(end - OPEN_DAYS * DAY_MS, end);
  const times = new Float64Array(closedCount + openCount);
  let previous = 0;
  for (let lead = 0; lead < times.length; lead += 1) {
    const time =
      lead < closedCount
        ? closedAt((lead + draw(lead)) / closedCount)
        : openAt((lead - closedCount + draw(lead)) / openCount);
    previous = Math.max(Math.floor(time / SECOND_MS) * SECOND_MS, previous + SECOND_MS);
    times[lead] = previous;
  }
  times[times.length - 1] = end;
  return times;
}

/** Time from a lead's creation to its outcome in milliseconds, whole seconds, under 29 days. */
export function createDelay(seed: number): (row: number) => number {
  const draw = createDraw(seed, 'delay');
  return row => {
    for (let attempt = 0; ; attempt += 1) {
      const days = MEDIAN_DELAY_DAYS * Math.exp(DELAY_SIGMA * standardNormal(draw, row, attempt));
      if (days < LONGEST_DELAY_DAYS) return Math.floor((days * DAY_MS) / SECOND_MS) * SECOND_MS;
    }
  };
}

/** @see Box and Muller (1958), A Note on the Generation of Random Normal Deviates */
function standardNormal(draw: Draw, row: number, attempt: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - draw(row, attempt, 0)));
  return radius * Math.cos(2 * Math.PI * draw(row, attempt, 1));
}

/** A function from the share of leads already created, 0 to 1, to the time, at the pace of an office week. */
function createClock(start: number, end: number): (share: number) => number {
  const hours = Math.ceil((end - start) / HOUR_MS);
  const elapsed = new Float64Array(hours + 1);
  for (let hour = 0; hour < hours; hour += 1) {
    elapsed[hour + 1] = elapsed[hour]! + paceAt(new Date(start + hour * HOUR_MS));
  }
  return share => {
    const target = share * elapsed[hours]!;
    const hour = lastNotAbove(elapsed, target, hours - 1);
    const within = (target - elapsed[hour]!) / (elapsed[hour + 1]! - elapsed[hour]!);
    return start + (hour + within) * HOUR_MS;
  };
}

/** Index of the last of the rising values that is not above `target`, at most `highest`. */
function lastNotAbove(rising: Float64Array, target: number, highest: number): number {
  let low = 0;
  let high = highest;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (rising[middle]! <= target) low = middle;
    else high = middle - 1;
  }
  return low;
}

function paceAt(time: Date): number {
  const weekend = time.getUTCDay() === 0 || time.getUTCDay() === 6;
  return PACE_BY_HOUR[time.getUTCHours()]! * (weekend ? WEEKEND_PACE : 1);
}
