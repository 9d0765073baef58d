import { type BinnedMatrix, binMatrix } from '../../gbdt/binning.ts';
import { type Design, designRows, fitDesign } from '../../linear/design.ts';
import type { ColumnMatrix } from '../../math/column-matrix.ts';
import type { TermRows } from '../../math/term-rows.ts';

/** Leads to learn from. */
export interface TrainingLeads {
  readonly matrix: ColumnMatrix;
  /** [matrix.nRows], at least two of each outcome. */
  readonly labels: Uint8Array;
  /** [matrix.nRows], larger is later; undefined when unknown. */
  readonly times: Float64Array | undefined;
  readonly seed: number;
}

/** The leads as both candidates want them. */
export interface TrainingSet extends TrainingLeads {
  readonly binned: BinnedMatrix;
  readonly design: Design;
  readonly rows: TermRows;
}

/** Bins, scales and levels are learned once from all rows: they look at no label, so nothing leaks through them. */
export function prepareTraining(leads: TrainingLeads): TrainingSet {
  const design = fitDesign(leads.matrix);
  return { ...leads, binned: binMatrix(leads.matrix), design, rows: designRows(design, leads.matrix) };
}
