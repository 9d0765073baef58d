import { bendLogOdds } from '../calibration/curve.ts';
import { intervalAt } from '../calibration/interval.ts';
import { predictPlatt } from '../calibration/platt.ts';
import { addLinearContributions } from '../explain/linear-terms.ts';
import { createTreeExplainer, type TreeExplainer } from '../explain/tree-shap.ts';
import { encodeTable } from '../features/encoding.ts';
import type { Table } from '../features/table.ts';
import { predictGbdt } from '../gbdt/predict-gbdt.ts';
import { designRows } from '../linear/design.ts';
import { predictLogistic } from '../linear/logistic.ts';
import type { ColumnMatrix } from '../math/column-matrix.ts';
import type { Forest } from '../math/forest.ts';
import { sigmoid } from '../math/logistic.ts';
import { starterTerms } from '../starter/starter-terms.ts';
import { bendContributions, type Explanation } from './bend-contributions.ts';
import type { Model, StarterPart } from './model.ts';

/** Scores of a table's leads; arrays [nRows] in the table's order. */
export interface TableScores {
  /** Calibrated. */
  readonly logOdds: Float64Array;
  /** 0..1, sigmoid of `logOdds`. */
  readonly propensity: Float64Array;
  /** Ends of the 90 % interval; low <= propensity <= high. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Calibrated log-odds before any contribution. */
  readonly base: number;
  /** [nRows x model.features.length], row-major: base + a row's contributions = its log-odds, to 1e-9. */
  readonly contributions: Float64Array;
}

/** Rows encoded at a time, so that a long table needs little more memory than its scores. */
const BLOCK_ROWS = 8192;

/**
 * Scores and explains every lead. Columns are found by name; absent ones are missing, unknown levels accepted, further ones ignored.
 * @throws ModelError ERR_MODEL_SCHEMA_MISMATCH when a column is of another kind than the model's feature
 */
export function scoreTable(model: Model, table: Table): TableScores {
  const logOdds = new Float64Array(table.nRows);
  const contributions = new Float64Array(table.nRows * model.features.length);
  let base = Number.NaN;
  for (const { first, matrix } of encodeBlocks(model, table)) {
    const explanation = explain(model, matrix);
    base = explanation.base;
    logOdds.set(predictCalibrated(model, matrix), first);
    contributions.set(explanation.contributions, first * model.features.length);
  }
  return { logOdds, propensity: logOdds.map(sigmoid), ...findEnds(model, logOdds), base, contributions };
}

/**
 * Calibrated log-odds alone, [nRows]: for judging and ranking many leads.
 * @throws ModelError ERR_MODEL_SCHEMA_MISMATCH as `scoreTable`
 */
export function predictLogOdds(model: Model, table: Table): Float64Array {
  const logOdds = new Float64Array(table.nRows);
  for (const { first, matrix } of encodeBlocks(model, table))
    logOdds.set(predictCalibrated(model, matrix), first);
  return logOdds;
}

function findEnds({ intervals }: Model, logOdds: Float64Array): { low: Float64Array; high: Float64Array } {
  const low = new Float64Array(logOdds.length);
  const high = new Float64Array(logOdds.length);
  logOdds.forEach((value, row) => {
    const ends = intervalAt(intervals, value);
    low[row] = ends.low;
    high[row] = ends.high;
  });
  return { low, high };
}

/** At least one block, if of no rows: a table that does not suit the model is refused whatever its length. */
function* encodeBlocks(
  { features }: Model,
  table: Table,
): Generator<{ first: number; matrix: ColumnMatrix }> {
  for (let first = 0; first === 0 || first < table.nRows; first += BLOCK_ROWS) {
    const last = Math.min(first + BLOCK_ROWS, table.nRows);
    const columns = table.columns.map(column =>
      column.kind === 'number'
        ? { ...column, values: column.values.subarray(first, last) }
        : { ...column, codes: column.codes.subarray(first, last) },
    );
    yield { first, matrix: encodeTable(features, { nRows: last - first, columns }) };
  }
}

/** Calibrated log-odds, [nRows], of leads whose columns are encoded as the model's features. */
export function predictCalibrated(model: Model, matrix: ColumnMatrix): Float64Array {
  const own = predictOwn(model, matrix);
  return model.starter === null ? own : mixStarter(model, model.starter, { matrix, own });
}

/** Calibrated log-odds of the tenant's own model. */
function predictOwn(
  { logistic, trees, blend, calibration, curve }: Model,
  matrix: ColumnMatrix,
): Float64Array {
  const blended = new Float64Array(matrix.nRows);
  const add = (weight: number, logOdds: Float64Array) => {
    for (let row = 0; row < blended.length; row++) blended[row] += weight * logOdds[row];
  };
  if (logistic !== null) add(blend.logistic, predictLogistic(logistic, designRows(logistic.design, matrix)));
  if (trees !== null) add(blend.trees, predictGbdt(trees, matrix));
  return bendLogOdds(curve, predictPlatt(calibration, blended));
}

/** Log-odds of the starter and the own model together. */
function mixStarter(
  { features }: Model,
  { starter, weights, ownCentre }: StarterPart,
  { matrix, own }: { matrix: ColumnMatrix; own: Float64Array },
): Float64Array {
  const mixed = own.map(value => weights.intercept + weights.own * (value - ownCentre));
  for (const { part, values } of starterTerms(starter, features, matrix))
    for (let row = 0; row < mixed.length; row++) mixed[row] += weights[part] * values[row];
  return mixed;
}

function explain(model: Model, matrix: ColumnMatrix): Explanation {
  const straight = explainOwn(model, matrix);
  const own =
    model.curve === null ? straight : bendContributions(model.curve, straight, model.features.length);
  return model.starter === null ? own : addStarter(model, model.starter, { matrix, own });
}

/** The own model's contributions, weighed, and those of the starter's terms; each term less its mean in training. */
function addStarter(
  { features }: Model,
  { starter, weights, ownCentre, means }: StarterPart,
  { matrix, own }: { matrix: ColumnMatrix; own: Explanation },
): Explanation {
  const contributions = own.contributions.map(value => weights.own * value);
  let base = weights.intercept + weights.own * (own.base - ownCentre);
  starterTerms(starter, features, matrix).forEach(({ feature, part, values }, at) => {
    base += weights[part] * means[at];
    for (let row = 0; row < values.length; row++)
      contributions[row * features.length + feature] += weights[part] * (values[row] - means[at]);
  });
  return { base, contributions };
}

/** Of the calibrated log-odds before the curve. */
function explainOwn(
  { features, logistic, trees, blend, calibration }: Model,
  matrix: ColumnMatrix,
): Explanation {
  const contributions = new Float64Array(matrix.nRows * features.length);
  let base = calibration.intercept;
  if (logistic !== null) {
    const weight = calibration.slope * blend.logistic;
    base += weight * logistic.means.reduce((sum, mean) => sum + mean, logistic.intercept);
    addLinearContributions(logistic, designRows(logistic.design, matrix), { contributions, weight });
  }
  if (trees !== null) {
    const weight = calibration.slope * blend.trees;
    const explainer = explainerOf(trees);
    base += weight * explainer.base;
    explainer.addContributions(matrix, contributions, weight);
  }
  return { base, contributions };
}

/** Explainers remember what they computed, so each forest keeps its own while it is in use. */
const explainers = new WeakMap<Forest, TreeExplainer>();

function explainerOf(forest: Forest): TreeExplainer {
  const known = explainers.get(forest);
  if (known !== undefined) return known;
  const created = createTreeExplainer(forest);
  explainers.set(forest, created);
  return created;
}
