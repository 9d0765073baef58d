/**
 * Rolling evaluation in the order of time: each window is judged by a model that learned from everything before it, as in use.
 * Windows are calendar months (UTC) where the times are dates, otherwise ten parts with about as many leads each. A window too thin
 * to judge is joined with the next. The later half of the windows is judged, at most twelve; the earlier half is for learning.
 */
import { ascendingOrder, InputError } from '@aix/shared-scoring';
import type { LeadTimes } from '../read-leads.ts';
import type { Part } from './choose-parts.ts';

const EQUAL_WINDOWS = 10;
const MOST_JUDGED = 12;
/** Of each outcome in a window. */
const LEAST_OUTCOMES = 10;

interface Window {
  name: string;
  /** Rows by time. */
  rows: number[];
}

/**
 * The judged windows, oldest first.
 * @throws InputError ERR_INPUT_INVALID when there are too few leads for one window to learn from and one to judge
 */
export function cutRolling(labels: Uint8Array, times: LeadTimes): Part[] {
  const order = [...ascendingOrder(times.values)];
  const windows = joinThin(
    times.kind === 'dates' ? cutMonths(order, times.values) : cutEqually(order, times.values),
    labels,
  );
  const judged = Math.min(MOST_JUDGED, Math.floor(windows.length / 2));
  if (judged === 0) {
    throw new InputError(
      'ERR_INPUT_INVALID',
      `--rolling needs two windows of time with at least ${LEAST_OUTCOMES} leads of each outcome, found ${windows.length}; give more rows, or --time`,
    );
  }
  const first = windows.length - judged;
  return windows.slice(first).map((window, at) => ({
    window: window.name,
    trainRows: Int32Array.from(windows.slice(0, first + at).flatMap(({ rows }) => rows)).sort(),
    testRows: Int32Array.from(window.rows).sort(),
  }));
}

function cutMonths(order: readonly number[], times: Float64Array): Window[] {
  const months = Map.groupBy(order, row => new Date(times[row]!).toISOString().slice(0, 7));
  return [...months].map(([name, rows]) => ({ name, rows }));
}

/** Leads of one time stay together, so that none is judged by its twin. */
function cutEqually(order: readonly number[], times: Float64Array): Window[] {
  const windows: Window[] = [];
  let start = 0;
  for (let part = 1; part <= EQUAL_WINDOWS; part++) {
    let end = Math.max(start, Math.floor((part * order.length) / EQUAL_WINDOWS));
    while (end > start && end < order.length && times[order[end]!] === times[order[end - 1]!]) end++;
    if (end > start) windows.push({ name: `leads ${start + 1} to ${end}`, rows: order.slice(start, end) });
    start = end;
  }
  return windows;
}

/** Joins each window that holds too few of an outcome with the next; a thin rest joins the last. */
function joinThin(windows: readonly Window[], labels: Uint8Array): Window[] {
  const joined: Window[] = [];
  let open: Window[] = [];
  for (const window of windows) {
    open.push(window);
    if (!isThin(open, labels)) {
      joined.push(merge(open));
      open = [];
    }
  }
  const last = joined.pop();
  return last === undefined ? [] : [...joined, merge([last, ...open])];
}

function isThin(windows: readonly Window[], labels: Uint8Array): boolean {
  const rows = windows.flatMap(window => window.rows);
  const conversions = rows.reduce((sum, row) => sum + labels[row]!, 0);
  return Math.min(conversions, rows.length - conversions) < LEAST_OUTCOMES;
}

/** Of names such as `2026-03` and `2026-05`, or `leads 1 to 20` and `leads 21 to 40`, keeps both ends. */
function merge(windows: readonly Window[]): Window {
  const [first, last] = [windows[0]!.name, windows.at(-1)!.name];
  const start = first.split(' to ')[0]!;
  const end = last.split(' to ').at(-1)!;
  return { name: start === end ? start : `${start} to ${end}`, rows: windows.flatMap(({ rows }) => rows) };
}
