import type { CalibrationCurve } from '../calibration/curve.ts';
import { shiftByOutcomes, shiftByScores } from '../calibration/moved-base-rate.ts';
import type { Table } from '../features/table.ts';
import { sigmoid } from '../math/logistic.ts';
import type { Model } from './model.ts';
import { predictLogOdds } from './score-table.ts';

/** Leads of late, with what became of them where that is known. */
export interface RecentLeads {
  readonly table: Table;
  /** [table.nRows], 0 or 1; absent when no outcome is known yet. */
  readonly labels?: Uint8Array;
}

/**
 * The model with its base rate moved to that of recent leads; what tells leads apart stays as it is, and so do contributions.
 * Without outcomes it trusts that only the base rate moved. Where the leads themselves have changed, it takes better leads for a
 * higher base rate and makes propensities much worse (ADR 12), so a person decides, not a job.
 * @throws RangeError when there are labels, but not one for each lead
 * @throws ModelError ERR_MODEL_SCHEMA_MISMATCH as `scoreTable`
 */
export function shiftModel(model: Model, { table, labels }: RecentLeads): Model {
  const logOdds = predictLogOdds(model, table);
  const shift = labels ? shiftByOutcomes(logOdds, labels) : shiftByScores(logOdds, calibratedRate(model));
  const { intervals } = model;
  return {
    ...model,
    ...moveLogOdds(model, shift),
    intervals: {
      centres: intervals.centres.map(value => value + shift),
      lows: intervals.lows.map(value => value + shift),
      highs: intervals.highs.map(value => value + shift),
    },
  };
}

/** What the model's propensities were calibrated to. */
function calibratedRate({ facts, starter }: Model): number {
  return facts.calibratedRate ?? sigmoid(starter!.weights.intercept);
}

/** The last step towards the shown log-odds, moved. */
function moveLogOdds({ starter, curve, calibration }: Model, shift: number): Partial<Model> {
  if (starter !== null) {
    const weights = { ...starter.weights, intercept: starter.weights.intercept + shift };
    return { starter: { ...starter, weights } };
  }
  if (curve !== null) return { curve: moveCurve(curve, shift) };
  return { calibration: { ...calibration, intercept: calibration.intercept + shift } };
}

function moveCurve(curve: CalibrationCurve, shift: number): CalibrationCurve {
  return curve.kind === 'beta'
    ? { ...curve, c: curve.c + shift }
    : { ...curve, to: curve.to.map(value => value + shift) };
}
