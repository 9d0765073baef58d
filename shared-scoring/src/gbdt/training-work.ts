import type { BinnedMatrix } from './binning.ts';
import { differentiateLogLoss } from './trees/derivatives.ts';
import { createHistogramFiller, type FillHistogram } from './trees/histogram.ts';

/**
 * The parts of a training that several threads may share. Sums are exact: who does them changes the time, not the trees.
 * The library starts no threads; whoever has some passes their work to `fitGbdt`.
 */
export interface TrainingWork {
  /** Counts each leaf's rows: parts of them, merged by `addHistogram`. */
  readonly fillHistogram: FillHistogram;
  /** Derives rows in place: any cut of them. */
  readonly differentiate: typeof differentiateLogLoss;
  /** Zeroed arrays for rows, odds and derivatives, such as views of memory that all threads see. */
  createIntegers(length: number): Int32Array;
  createDoubles(length: number): Float64Array;
}

/** All of it on the calling thread. */
export function createOwnWork(binned: BinnedMatrix): TrainingWork {
  return {
    fillHistogram: createHistogramFiller(binned),
    differentiate: differentiateLogLoss,
    createIntegers: length => new Int32Array(length),
    createDoubles: length => new Float64Array(length),
  };
}
