import { pickLabels } from '../../math/order.ts';
import type { BlockStarts } from './block-losses.ts';
import type { SplitPlan } from './choose-splits.ts';

/** The held-out rows of all splits, one after the other. */
export interface HeldOut extends SplitPlan {
  readonly rows: Int32Array;
  /** [rows.length], as all held-out log-odds. */
  readonly labels: Uint8Array;
  /** Rows judged together: a split's each when held out by time, all when by folds. */
  readonly blockStarts: BlockStarts;
}

/** Lines up the held-out rows of the splits. */
export function lineUp(plan: SplitPlan, labels: Uint8Array): HeldOut {
  const parts = plan.splits.map(split => split.heldOutRows);
  const ends: number[] = [];
  for (const part of parts) ends.push((ends.at(-1) ?? 0) + part.length);
  const rows = new Int32Array(ends.at(-1)!);
  parts.forEach((part, at) => {
    rows.set(part, ends[at] - part.length);
  });
  const blockStarts = plan.heldOutBy === 'time' ? [0, ...ends] : [0, rows.length];
  return { ...plan, rows, labels: pickLabels(labels, rows), blockStarts };
}

/** Figures of the splits' held-out rows, one split after the other. */
export function concatenateNumbers(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
