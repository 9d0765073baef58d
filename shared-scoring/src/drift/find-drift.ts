/**
 * How far the leads of today differ from those that a model was trained on, column by column, and whether its scores moved. Drift says
 * that the model may no longer fit, not that it errs: that only outcomes tell.
 */
import type { ColumnMatrix } from '../math/column-matrix.ts';
import { countColumn, countNumbers } from './bin-counts.ts';
import { type Psi, psiOfCounts } from './psi.ts';

/**
 * `stable`: PSI under .1, or no more than chance gives. `moved`: from .1, to be watched. `shifted`: from .25, to be acted upon.
 * @see Siddiqi (2006), Credit Risk Scorecards, for the two customary limits
 */
export type DriftLevel = 'stable' | 'moved' | 'shifted';

/** Of scores, or of one column. */
export interface Drift extends Psi {
  readonly level: DriftLevel;
}

export interface ColumnDrift extends Drift {
  readonly column: string;
  /** Share of leads without a value, 0..1. */
  readonly missingBefore: number;
  readonly missingNow: number;
}

const MOVED_PSI = 0.1;
const SHIFTED_PSI = 0.25;

/**
 * Drift of each column, the strongest first.
 * @param names of the columns of both matrices
 * @param samples whose columns match by position, kind and category codes
 * @throws RangeError when the numbers of columns differ, a column is longer or shorter than its sample, or a sample has no rows
 * @throws TypeError when a column is of numbers in one sample and of categories in the other
 */
export function findColumnDrift(
  names: readonly string[],
  { reference, current }: { reference: ColumnMatrix; current: ColumnMatrix },
): ColumnDrift[] {
  if (reference.columns.length !== names.length || current.columns.length !== names.length) {
    throw new RangeError(
      `findColumnDrift requires ${names.length} columns in both samples, got ${reference.columns.length} and ${current.columns.length}`,
    );
  }
  for (const sample of [reference, current]) requireRows(sample, names);
  const drifts = names.map((column, at) => {
    const counts = countColumn(reference.columns[at], current.columns[at]);
    return {
      column,
      ...gradePsi(psiOfCounts(counts.reference, counts.current)),
      missingBefore: lastOf(counts.reference) / reference.nRows,
      missingNow: lastOf(counts.current) / current.nRows,
    };
  });
  return drifts.sort((a, b) => b.psi - a.psi || (a.column < b.column ? -1 : 1));
}

/**
 * Drift of scores, of propensities or of any one number, [n] before and [m] now; NaN = none.
 * @throws RangeError when a sample is empty
 */
export function findScoreDrift(before: Float64Array, now: Float64Array): Drift {
  const { reference, current } = countNumbers(before, now);
  return gradePsi(psiOfCounts(reference, current));
}

function requireRows({ nRows, columns }: ColumnMatrix, names: readonly string[]): void {
  columns.forEach((column, at) => {
    const { length } = column.kind === 'number' ? column.values : column.codes;
    if (length === nRows) return;
    throw new RangeError(
      `findColumnDrift requires ${nRows} rows in column ${JSON.stringify(names[at])}, got ${length}`,
    );
  });
}

/** How far a PSI says that something has moved. */
export function gradePsi({ psi, chanceLevel }: Psi): Drift {
  const isChance = psi <= chanceLevel;
  const level = isChance || psi < MOVED_PSI ? 'stable' : psi < SHIFTED_PSI ? 'moved' : 'shifted';
  return { psi, chanceLevel, level };
}

function lastOf(counts: Float64Array): number {
  return counts[counts.length - 1];
}
