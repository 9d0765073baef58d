/**
 * Whether times prove that a column is filled after the outcome, so that a new lead cannot have it yet.
 *
 * Late is a value filled, or last changed, after its lead's outcome. A few late changes are clerical and prove nothing. A column
 * is blocked when more leads than that are late for certain (the low end of the 90 % interval of their share, among the converted,
 * the others, or all), and either every fourth is, or the column tells clearly less once the late leads are set aside: more than
 * setting aside as many leads by lot would change it.
 */
import { betaQuantile } from '../../math/beta.ts';
import { countConversions } from '../../math/order.ts';
import { TAIL } from '../intervals/bootstrap.ts';
import { crossFittedAuc, type HalvedLabels } from './one-column.ts';

/** When things were known. All in one unit, larger is later. */
export interface KnownTimes {
  /** [nRows]: when the lead converted, or was known not to; NaN = not known. Where only days are known, the day's end. */
  readonly outcomeAt: Float64Array;
  /** For each column [nRows]: when its value was filled or last changed; NaN = not known. Undefined where no time is known. */
  readonly filledAt: readonly (Float64Array | undefined)[];
}

/** What the times say of one column. */
export interface FillingEvidence {
  /** Leads with a value of which both times are known. */
  readonly known: number;
  /** The largest late share of those, among the converted, the others, or all; NaN without any. */
  readonly lateShare: number;
  /** AUC of the column alone, .5..1: over all leads, and over those that are not late. */
  readonly auc: number;
  readonly aucInTime: number;
  /** `late`: proved to be filled after the outcome. `mixed`: in part. `in_time`: known before, for both outcomes. `unknown`: too few times. */
  readonly finding: 'late' | 'mixed' | 'in_time' | 'unknown';
}

/** The column as groups (0 = missing), and when it was filled. */
export interface TimedColumn {
  readonly groups: Int32Array;
  readonly filledAt: Float64Array;
  readonly outcomeAt: Float64Array;
  /** Whether a value filled in the very moment of the outcome is late. */
  readonly tieIsLate: boolean;
}

const MIN_KNOWN = 10;
const CLERICAL_SHARE = 0.05;
const PLAIN_SHARE = 0.25;
const PLAIN_AUC_LOSS = 0.02;
const CERTAIN_ERRORS = 2;
const MIN_COVERAGE = 0.8;
const EXCESS_TIES = 0.25;

/** Weighs a column's times. */
export function weighFilling(column: TimedColumn, judged: HalvedLabels): FillingEvidence {
  const { labels } = judged;
  const known = knownRows(column);
  const isLate = new Uint8Array(labels.length);
  for (const row of known) {
    const lead = column.filledAt[row] - column.outcomeAt[row];
    if (lead > 0 || (lead === 0 && column.tieIsLate)) isLate[row] = 1;
  }
  const parts = [known, known.filter(row => labels[row] === 1), known.filter(row => labels[row] === 0)]
    .filter(rows => rows.length >= MIN_KNOWN)
    .map(rows => countLate(rows, isLate));
  const auc = crossFittedAuc(column.groups, judged);
  const aucInTime = crossFittedAuc(
    column.groups,
    keepRows(judged, row => isLate[row] === 0),
  );
  const lateShare = parts.length === 0 ? Number.NaN : Math.max(...parts.map(({ share }) => share));
  const isMore = parts.some(({ low }) => low >= CLERICAL_SHARE);
  const isPlain = lateShare >= PLAIN_SHARE || auc - aucInTime >= plainLoss(auc, isLate, labels);
  const decided = isMore && isPlain ? 'late' : isMore ? 'mixed' : 'in_time';
  const filled = filledRows(column);
  // Of each outcome: where one is rare, the times of the other say nothing of what its leads were filled with.
  const isCovered = [0, 1].every(label => {
    const count = (rows: Int32Array) => rows.filter(row => labels[row] === label).length;
    return count(known) >= MIN_COVERAGE * count(filled);
  });
  const finding = parts.length === 0 || (decided === 'in_time' && !isCovered) ? 'unknown' : decided;
  return { known: known.length, lateShare, auc, aucInTime, finding };
}

/**
 * For each column whether a value filled in the very moment of the outcome is late. Where leads arrive and convert in one moment, or only
 * days are known, all columns tie alike and it is not; a column that ties in a quarter more of its leads than most is set by the
 * conversion itself.
 */
export function findTiedColumns(columns: readonly Omit<TimedColumn, 'tieIsLate'>[]): boolean[] {
  const shares = columns.map(column => {
    const known = knownRows(column);
    const ties = known.filter(row => column.filledAt[row] === column.outcomeAt[row]);
    return known.length < MIN_KNOWN ? 0 : ties.length / known.length;
  });
  const usual = shares.toSorted((a, b) => a - b)[Math.floor((shares.length - 1) / 2)];
  return shares.map(share => share - usual >= EXCESS_TIES);
}

/**
 * The least loss of AUC that setting aside the late leads by lot would hardly ever bring. Its standard error is about that of the
 * AUC times the root of the odds of being set aside.
 */
function plainLoss(auc: number, isLate: Uint8Array, labels: Uint8Array): number {
  const conversions = countConversions(labels);
  const rarest = Math.min(conversions, labels.length - conversions);
  const setAside = isLate.reduce((sum, late) => sum + late, 0);
  const error = Math.sqrt(((auc * (1 - auc)) / rarest) * (setAside / (labels.length - setAside)));
  return Math.max(PLAIN_AUC_LOSS, CERTAIN_ERRORS * error);
}

function filledRows({ groups, outcomeAt }: Pick<TimedColumn, 'groups' | 'outcomeAt'>): Int32Array {
  const rows = Int32Array.from({ length: groups.length }, (_, row) => row);
  return rows.filter(row => groups[row] > 0 && !Number.isNaN(outcomeAt[row]));
}

function knownRows(column: Omit<TimedColumn, 'tieIsLate'>): Int32Array {
  return filledRows(column).filter(row => !Number.isNaN(column.filledAt[row]));
}

function countLate(rows: Int32Array, isLate: Uint8Array): { share: number; low: number } {
  const late = rows.reduce((sum, row) => sum + isLate[row], 0);
  return { share: late / rows.length, low: betaQuantile(TAIL, late + 0.5, rows.length - late + 0.5) };
}

function keepRows({ labels, halves }: HalvedLabels, isKept: (row: number) => boolean): HalvedLabels {
  return { labels, halves: [halves[0].filter(isKept), halves[1].filter(isKept)] };
}
