import type { HeldOutEvidence } from '../calibration/interval.ts';
import type { Feature } from '../features/encoding.ts';
import type { ColumnMatrix } from '../math/column-matrix.ts';
import { baseLogOdds, logit } from '../math/logistic.ts';
import { countConversions, pickNumbers } from '../math/order.ts';
import type { Starter } from '../starter/starter.ts';
import { starterTerms, sumTerms } from '../starter/starter-terms.ts';
import {
  fitStarterWeights,
  interceptError,
  type StarterWeights,
  type WeighedLeads,
} from '../starter/starter-weights.ts';
import type { StarterPart } from './model.ts';
import { cutBlocks } from './training/block-losses.ts';
import type { HeldOutLeads, OwnModel } from './training/fit-own-model.ts';

export interface StarterProblem {
  readonly starter: Starter;
  readonly features: readonly Feature[];
  readonly matrix: ColumnMatrix;
  /** [matrix.nRows] */
  readonly labels: Uint8Array;
  /** Null while there are too few outcomes to learn from. */
  readonly own: OwnModel | null;
}

export interface StarterBlend {
  readonly part: StarterPart;
  /** 0..1: the starter's share of the spread of log-odds. */
  readonly share: number;
  /** The leads that weighed the parts, with the log-odds of the blend: the own model's held-out leads, or all without it. */
  readonly weighed: Pick<HeldOutLeads, 'logOdds' | 'labels'>;
  /** For intervals; at least one lead, made up where there is none. */
  readonly evidence: Omit<HeldOutEvidence, 'drift'>;
}

/** An assumption, as the weights are: leads alike to the starter differ by this much in log-odds, mean square. */
const STARTER_SQUARED_ERROR = 0.5;

/** Weighs the starter against the tenant's own model, or stands it alone where there is none. */
export function blendWithStarter({ starter, features, matrix, labels, own }: StarterProblem): StarterBlend {
  const terms = starterTerms(starter, features, matrix);
  const [fit, engagement] = (['fit', 'engagement'] as const).map(part => sumTerms(terms, part, matrix.nRows));
  const heldOut = own?.heldOut ?? allLeads(labels);
  const leads = {
    fit: pickNumbers(fit, heldOut.rows),
    engagement: pickNumbers(engagement, heldOut.rows),
    ...levelBlocks(own, labels.length),
    labels: heldOut.labels,
  };
  const weights = fitStarterWeights(leads, starter.intercept);
  const fromStarter = leads.fit.map(
    (value, row) => weights.fit * value + weights.engagement * leads.engagement[row],
  );
  const fromOwn = leads.own.map(value => weights.own * value);
  const intercept = starter.intercept + weights.intercept;
  // At the base rate of all these leads, whatever the newest of them tell of today's.
  const ofAll = intercept + mean(leads.offsets);
  const logOdds = fromStarter.map((value, row) => ofAll + value + fromOwn[row]);
  return {
    part: {
      starter,
      weights: { ...weights, intercept },
      ownCentre: own?.centre ?? 0,
      means: terms.map(({ values }) => mean(values)),
    },
    share: shareOf(fromStarter, fromOwn, own),
    weighed: { logOdds, labels: heldOut.labels },
    evidence:
      own === null
        ? assumedEvidence(logOdds, intercept)
        : { logOdds, squaredErrors: own.heldOut.squaredErrors.map(error => blendError(error, weights)) },
  };
}

/**
 * Own log-odds from their block's mean, and by how much each block's base rate differs from that to which the own model is
 * calibrated: what moved between blocks says nothing of how far the own model tells leads of one time apart. Zeros without one.
 */
function levelBlocks(
  model: OwnModel | null,
  nLeads: number,
): Required<Pick<WeighedLeads, 'own' | 'offsets'>> {
  if (model === null) return { own: new Float64Array(nLeads), offsets: new Float64Array(nLeads) };
  const { heldOut, calibratedRate } = model;
  const [own, offsets] = [new Float64Array(heldOut.labels.length), new Float64Array(heldOut.labels.length)];
  const target = logit(calibratedRate);
  const { blockStarts } = heldOut;
  cutBlocks(heldOut.logOdds, heldOut.labels, blockStarts).forEach(({ logOdds, labels }, block) => {
    const centre = mean(logOdds);
    const offset = baseLogOdds(countConversions(labels), labels.length) - target;
    own.set(
      logOdds.map(value => value - centre),
      blockStarts[block],
    );
    offsets.fill(offset, blockStarts[block], blockStarts[block + 1]);
  });
  return { own, offsets };
}

/** Without an own model nothing was learned from any lead, so all of them may weigh. */
function allLeads(labels: Uint8Array): Pick<HeldOutLeads, 'rows' | 'labels'> {
  const rows = Int32Array.from(labels, (_, row) => row);
  return { rows, labels };
}

/** Without an own model the starter's assumed error, and that of a base rate which outcomes have told so far. */
function assumedEvidence(logOdds: Float64Array, intercept: number): Omit<HeldOutEvidence, 'drift'> {
  const squaredError = STARTER_SQUARED_ERROR + interceptError(logOdds);
  const shown = logOdds.length > 0 ? logOdds : Float64Array.of(intercept);
  return { logOdds: shown, squaredErrors: shown.map(() => squaredError) };
}

/** As far as the own model does not count, the starter's assumed error stands. */
function blendError(ownError: number, { own }: StarterWeights): number {
  return own ** 2 * ownError + Math.max(0, 1 - own) ** 2 * STARTER_SQUARED_ERROR;
}

function shareOf(fromStarter: Float64Array, fromOwn: Float64Array, own: OwnModel | null): number {
  if (own === null) return 1;
  const [starterSpread, ownSpread] = [fromStarter, fromOwn].map(deviation);
  return starterSpread === 0 ? 0 : starterSpread / (starterSpread + ownSpread);
}

/** 0 of no values. */
function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value / values.length, 0);
}

function deviation(values: Float64Array): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map(value => (value - centre) ** 2)));
}
