import type { LeadGroup } from './lead-group.ts';

/** Log-odds at `from` become those at `to`; both rise strictly, at least 2 points. */
export interface IsotonicCurve {
  readonly kind: 'isotonic';
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** Where one block would swallow all, or two blocks nearly agree, the curve still rises by this much per unit. */
const LEAST_SLOPE = 0.05;
/** Blocks of fewer leads are pooled with the next, since their rate is luck. */
const MIN_BLOCK_ROWS = 100;

/** Rates that rise with the score, by pooling adjacent groups whose rates fall. */
export function fitIsotonic(groups: readonly LeadGroup[]): IsotonicCurve {
  const blocks: LeadGroup[] = [];
  for (const group of groups) {
    blocks.push(group);
    while (blocks.length > 1 && mustPool(blocks.at(-2)!, blocks.at(-1)!)) {
      const [before, last] = blocks.splice(-2);
      blocks.push(pool(before, last));
    }
  }
  const from = blocks.map(({ logOdds }) => logOdds);
  const to = blocks.map(logOddsOfRate);
  if (from.length === 1)
    return { kind: 'isotonic', from: [from[0], from[0] + 1], to: [to[0], to[0] + LEAST_SLOPE] };
  for (let at = 1; at < to.length; at++)
    to[at] = Math.max(to[at], to[at - 1] + LEAST_SLOPE * (from[at] - from[at - 1]));
  return { kind: 'isotonic', from, to };
}

/** Between two points a line, beyond the outer ones slope 1. */
export function isotonicValue({ from, to }: Omit<IsotonicCurve, 'kind'>, logOdds: number): number {
  const last = from.length - 1;
  if (logOdds <= from[0]) return to[0] + logOdds - from[0];
  if (logOdds >= from[last]) return to[last] + logOdds - from[last];
  let above = 1;
  while (from[above] < logOdds) above++;
  const share = (logOdds - from[above - 1]) / (from[above] - from[above - 1]);
  return to[above - 1] + share * (to[above] - to[above - 1]);
}

function mustPool(before: LeadGroup, last: LeadGroup): boolean {
  return (
    before.rows < MIN_BLOCK_ROWS ||
    last.logOdds <= before.logOdds ||
    last.conversions * before.rows <= before.conversions * last.rows
  );
}

function pool(a: LeadGroup, b: LeadGroup): LeadGroup {
  const rows = a.rows + b.rows;
  return {
    logOdds: (a.logOdds * a.rows + b.logOdds * b.rows) / rows,
    rows,
    conversions: a.conversions + b.conversions,
  };
}

/** With half a lead on either side, so that a block without conversions has finite log-odds. */
function logOddsOfRate({ rows, conversions }: LeadGroup): number {
  return Math.log((conversions + 0.5) / (rows - conversions + 0.5));
}
