import { countConversions } from '../math/order.ts';
import { averagePrecision } from './average-precision.ts';
import { requireJudged } from './judged-leads.ts';
import { liftAtTop } from './lift.ts';
import { brierScore, logLoss } from './probability-errors.ts';
import { calibrationError } from './reliability.ts';
import { rocAuc } from './roc-auc.ts';

/** How propensities fared against what happened. Measures that need both outcomes are NaN without them. */
export interface Metrics {
  readonly rows: number;
  readonly conversions: number;
  /** ROC AUC, .5 = chance. */
  readonly auc: number;
  /** Average precision; chance is the base rate. */
  readonly prAuc: number;
  /** Nats a lead. */
  readonly logLoss: number;
  readonly brier: number;
  /** Expected calibration error over 10 groups of equal size. */
  readonly ece10: number;
  /** Rate of conversion in the top tenth over the base rate. */
  readonly lift10: number;
}

/** Bins of `ece10`, and one over the share of `lift10`. */
export const TENTHS = 10;

/**
 * Measures propensities [n] against labels [n].
 * @throws RangeError when lengths differ, there are no leads, or a propensity or label is out of range
 */
export function measure(propensities: Float64Array, labels: Uint8Array): Metrics {
  requireJudged('measure', { propensities, labels });
  return {
    rows: labels.length,
    conversions: countConversions(labels),
    auc: rocAuc(propensities, labels),
    prAuc: averagePrecision(propensities, labels),
    logLoss: logLoss(propensities, labels),
    brier: brierScore(propensities, labels),
    ece10: calibrationError(propensities, labels, TENTHS),
    lift10: liftAtTop(propensities, labels, 1 / TENTHS),
  };
}
