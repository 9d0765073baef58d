/**
 * Columns that may have been filled in after the outcome. Where times are known they prove or disprove it, and a proved leak is
 * blocked. Without times it is a suspicion only: an honest field can tell as much as a leak, so suspects are ranked and shown
 * with their figures for a person to decide.
 */
import type { ColumnMatrix, MatrixColumn } from '../../math/column-matrix.ts';
import { sortedPresent } from '../../math/quantile.ts';
import { otherRows, stratifiedFolds } from '../stratified-folds.ts';
import { type FillingEvidence, findTiedColumns, type KnownTimes, weighFilling } from './filled-late.ts';
import { crossFittedAuc, describeMissing, groupRows, type HalvedLabels } from './one-column.ts';

export interface LeakSuspect {
  readonly column: string;
  /**
   * `filled_late`: changed after the outcome, by its times. `predicts_alone`, `missing_tells`: too good alone, by its values or by
   * being empty. `identifier`: a number for each row.
   */
  readonly sign: 'filled_late' | 'predicts_alone' | 'missing_tells' | 'identifier';
  /** Whether times prove the leak, so that the column must not be learned from; otherwise a person decides. */
  readonly isBlocked: boolean;
  /** AUC of the column alone, .5..1: how well it, or its being empty, tells the outcomes apart. */
  readonly auc: number;
  /** What was seen, with its figures, and what to check. */
  readonly sentence: string;
}

export interface LeakQuestion {
  /** [nRows] with at least two of each outcome. */
  readonly labels: Uint8Array;
  readonly seed: number;
  /** Where known, also in part. */
  readonly times?: KnownTimes;
}

const PREDICTS_ALONE_AUC = 0.7;
const MISSING_TELLS_AUC = 0.6;
const MIN_MISSING_SHARE = 0.01;
const IDENTIFIER_SHARE = 0.9;
const MIN_IDENTIFIER_ROWS = 30;

/**
 * The blocked first, then suspects by falling AUC, one for each sign that a column shows. A column that its times show to be known
 * before the outcome is no suspect, however much it tells.
 * @param names of the matrix's columns
 * @throws RangeError when the times do not fit the matrix, or there are fewer than two leads of an outcome
 */
export function findLeakSuspects(
  matrix: ColumnMatrix,
  names: readonly string[],
  { labels, seed, times }: LeakQuestion,
): LeakSuspect[] {
  if (times !== undefined) requireTimes(matrix, times);
  const [heldOutRows] = stratifiedFolds(labels, 2, seed);
  const judged: HalvedLabels = { labels, halves: [heldOutRows, otherRows(labels.length, heldOutRows)] };
  const groups = matrix.columns.map(groupRows);
  const filling = weighTimes(groups, judged, times);
  const suspects = matrix.columns.flatMap((column, at) =>
    inspect(names[at], { column, groups: groups[at], filling: filling[at] }, judged),
  );
  return suspects.sort(
    (a, b) => Number(b.isBlocked) - Number(a.isBlocked) || b.auc - a.auc || (a.column < b.column ? -1 : 1),
  );
}

/** What the times say of each column; undefined where it has none. */
function weighTimes(
  groups: readonly Int32Array[],
  judged: HalvedLabels,
  times: KnownTimes | undefined,
): (FillingEvidence | undefined)[] {
  if (times === undefined) return groups.map(() => undefined);
  const timed = groups.flatMap((ofColumn, at) => {
    const filledAt = times.filledAt[at];
    return filledAt === undefined ? [] : [{ at, groups: ofColumn, filledAt, outcomeAt: times.outcomeAt }];
  });
  const ties = findTiedColumns(timed);
  const evidence = new Map(
    timed.map((column, index) => [column.at, weighFilling({ ...column, tieIsLate: ties[index] }, judged)]),
  );
  return groups.map((_, at) => evidence.get(at));
}

interface InspectedColumn {
  column: MatrixColumn;
  groups: Int32Array;
  filling: FillingEvidence | undefined;
}

function inspect(name: string, inspected: InspectedColumn, judged: HalvedLabels): LeakSuspect[] {
  const { column, groups, filling } = inspected;
  // Also a number for each row, such as a deal's, is a leak when only winning gives it.
  if (filling?.finding === 'late') return [byTimes(name, filling)];
  if (isIdentifier(column)) {
    const sentence = `${JSON.stringify(name)} differs in nearly every row, like an identifier: leave it out, it cannot say anything of a new lead`;
    const auc = crossFittedAuc(groups, judged);
    return [
      { column: name, sign: 'identifier', isBlocked: false, auc, sentence },
      ...byMissing(name, groups, judged),
    ];
  }
  if (filling === undefined || filling.finding === 'unknown')
    return [...byValues(name, groups, judged), ...byMissing(name, groups, judged)];
  return filling.finding === 'in_time' ? [] : [byTimes(name, filling)];
}

function byTimes(name: string, { known, lateShare, auc, aucInTime, finding }: FillingEvidence): LeakSuspect {
  const isBlocked = finding === 'late';
  const seen = `${JSON.stringify(name)} was filled or changed after the outcome in up to ${percent(lateShare)} of the ${known} leads whose times are known (AUC ${auc.toFixed(2)} alone, ${aucInTime.toFixed(2)} without those)`;
  const advice = isBlocked
    ? 'it must be left out, a new lead does not have it yet'
    : 'it tells no more in those leads than in the others; check who changes it';
  return { column: name, sign: 'filled_late', isBlocked, auc, sentence: `${seen}: ${advice}` };
}

function byValues(name: string, groups: Int32Array, judged: HalvedLabels): LeakSuspect[] {
  const auc = crossFittedAuc(groups, judged);
  if (auc < PREDICTS_ALONE_AUC) return [];
  const sentence = `${JSON.stringify(name)} alone tells converted leads from others (AUC ${auc.toFixed(2)}): check that it is known before the outcome`;
  return [{ column: name, sign: 'predicts_alone', isBlocked: false, auc, sentence }];
}

function byMissing(name: string, groups: Int32Array, { labels }: HalvedLabels): LeakSuspect[] {
  const { share, auc, rateEmpty, rateFilled } = describeMissing(groups, labels);
  const isPartial = share >= MIN_MISSING_SHARE && share <= 1 - MIN_MISSING_SHARE;
  if (!isPartial || auc < MISSING_TELLS_AUC) return [];
  const sentence = `${JSON.stringify(name)} is empty in ${percent(share)} of leads, of which ${percent(rateEmpty)} convert, against ${percent(rateFilled)} where it is filled: check who fills it and when`;
  return [{ column: name, sign: 'missing_tells', isBlocked: false, auc, sentence }];
}

/** Words, or whole numbers, that hardly ever repeat. Measurements with decimals hardly repeat either, and are none. */
function isIdentifier(column: MatrixColumn): boolean {
  const present =
    column.kind === 'category' ? column.codes.filter(code => code >= 0) : sortedPresent(column.values);
  if (present.length < MIN_IDENTIFIER_ROWS) return false;
  if (column.kind === 'number' && !present.every(Number.isInteger)) return false;
  return new Set(present).size >= IDENTIFIER_SHARE * present.length;
}

function requireTimes({ nRows, columns }: ColumnMatrix, { outcomeAt, filledAt }: KnownTimes): void {
  if (outcomeAt.length !== nRows)
    throw new RangeError(`findLeakSuspects requires ${nRows} outcome times, got ${outcomeAt.length}`);
  if (filledAt.length !== columns.length) {
    throw new RangeError(
      `findLeakSuspects requires filling times for ${columns.length} columns, got ${filledAt.length}`,
    );
  }
  const wrong = filledAt.find(times => times !== undefined && times.length !== nRows);
  if (wrong !== undefined)
    throw new RangeError(
      `findLeakSuspects requires ${nRows} filling times in each column, got ${wrong.length}`,
    );
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
