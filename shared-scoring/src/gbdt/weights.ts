/**
 * Sample weights: how many leads a row stands for. A row of weight 2 counts as two equal rows, one of weight 0 as none, in
 * everything that a training counts: derivatives, least rows of a leaf, covers, base rate and validation loss.
 * Weights are rounded to whole parts of a lead, so that sums over any rows stay exact (`derivatives.ts`).
 */
import { MOST_ROWS, spareBits } from './trees/derivatives.ts';

/** Weights as training counts them. */
export interface RowWeights {
  /** [nRows], whole multiples of 1 / `parts`. */
  readonly values: Float64Array;
  /** A power of two; 1 when every weight is whole. */
  readonly parts: number;
  /** Their sum, exact. */
  readonly leads: number;
}

/** A 256th of a lead is fine enough. */
const MOST_PART_BITS = 8;
/** The share of the bits left over by the rows that weights may take; the hessians keep the rest. */
const WEIGHTS_SHARE = 1 / 3;

/**
 * Rounds weights to a 256th of a lead for up to 30,000 leads, to a 32nd for a million. No positive weight becomes 0.
 * @throws RangeError when there are not `nRows` of them, one is negative or not finite, or they sum to more than 2^22
 */
export function roundWeights(weights: Float64Array, nRows: number): RowWeights {
  if (weights.length !== nRows)
    throw new RangeError(`fitGbdt requires ${nRows} weights, got ${weights.length}`);
  let leads = 0;
  let areWhole = true;
  for (let row = 0; row < nRows; row++) {
    const weight = weights[row];
    if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY))
      throw new RangeError(`fitGbdt requires finite weights of at least 0, got ${weight} in row ${row}`);
    leads += weight;
    areWhole &&= Number.isInteger(weight);
  }
  const parts = areWhole ? 1 : choosePartsOfLead(Math.max(leads, nRows));
  const values = areWhole ? weights : weights.map(weight => roundWeight(weight, parts));
  const rounded = values.reduce((sum, weight) => sum + weight, 0);
  if (!(rounded <= MOST_ROWS))
    throw new RangeError(`fitGbdt requires weights that sum to at most ${MOST_ROWS}, got ${rounded}`);
  return { values, parts, leads: rounded };
}

function choosePartsOfLead(leads: number): number {
  return 2 ** Math.max(0, Math.min(MOST_PART_BITS, Math.floor(spareBits(leads) * WEIGHTS_SHARE)));
}

function roundWeight(weight: number, parts: number): number {
  return weight === 0 ? 0 : Math.max(1, Math.round(weight * parts)) / parts;
}
