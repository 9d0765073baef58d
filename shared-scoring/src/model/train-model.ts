import { fitIntervals } from '../calibration/interval.ts';
import { InputError } from '../domain/errors.ts';
import type { ScoreScale } from '../domain/score-scale.ts';
import type { LeakSuspect } from '../evaluate/leaks/find-leak-suspects.ts';
import { judgeTogether, measureTogether, type Verdict } from '../evaluate/verdict.ts';
import { type Encoding, encodeTable, fitEncoding } from '../features/encoding.ts';
import type { Table } from '../features/table.ts';
import { baseLogOdds } from '../math/logistic.ts';
import { countConversions } from '../math/order.ts';
import type { Starter } from '../starter/starter.ts';
import { addStarterFeatures } from '../starter/starter-features.ts';
import { blendWithStarter, type StarterBlend } from './blend-with-starter.ts';
import { describeFeatures } from './feature-facts.ts';
import { type CallerFacts, LIBRARY_VERSION, type Model, type TrainingFacts } from './model.ts';
import { judgedBlocks } from './training/block-losses.ts';
import { rarestOutcome } from './training/choose-splits.ts';
import { fitOwnModel, type OwnModel } from './training/fit-own-model.ts';

export interface TrainingRequest {
  readonly table: Table;
  /** [table.nRows], 1 = converted within the horizon, 0 = not. */
  readonly labels: Uint8Array;
  /** [table.nRows], larger is later; finite. Any unit. */
  readonly times?: Float64Array;
  readonly seed: number;
  /** The tenant's own scale, so that points keep their meaning; without it one is derived. */
  readonly scoreScale?: ScoreScale;
  readonly facts?: CallerFacts;
  /** Of the leak check, to be remembered with the model; what it blocks is for the caller to leave out. */
  readonly leakSuspects?: readonly LeakSuspect[];
  /** Mixed in by evidence, and alone with too few outcomes. Without it too few outcomes are refused. */
  readonly starter?: Starter;
}

/** Every 10 points double the odds. */
const POINTS_PER_LOG_ODDS = 10 / Math.LN2;
const MIN_OUTCOMES = 2;

/**
 * Trains a model with the one configuration that serves every tenant: tries the candidates on held-out leads, blends and calibrates
 * them there, then fits them again on all rows. With a starter, that and the tenant's own model are mixed by evidence, and
 * too few outcomes give the starter alone. Same request, same model.
 * @throws InputError ERR_INPUT_INVALID when there is no column that varies or that the starter reads, or, without a starter, when there
 * are no rows or fewer than two leads of an outcome
 * @throws RangeError when lengths differ, a label is not 0 or 1, or a time is not finite
 */
export function trainModel(request: TrainingRequest): Model {
  requireRequest(request);
  const { table, labels, times, seed, starter } = request;
  const { features, unused } = chooseFeatures(request);
  const matrix = encodeTable(features, table);
  const canLearn = rarestOutcome(labels) >= MIN_OUTCOMES;
  const own = canLearn ? fitOwnModel({ matrix, labels, times, seed }) : null;
  const blended = starter ? blendWithStarter({ starter, features, matrix, labels, own }) : null;
  const heldOut = blended?.weighed ?? own!.heldOut;
  const evidence = blended?.evidence ?? own!.heldOut;
  const judged = own && judgedBlocks(heldOut.logOdds, heldOut.labels, own.heldOut.blockStarts);
  const conversions = countConversions(labels);
  return {
    features,
    logistic: own?.logistic ?? null,
    trees: own?.trees ?? null,
    blend: own?.blend ?? { logistic: 0, trees: 0 },
    calibration: own?.calibration ?? { intercept: 0, slope: 1 },
    curve: own?.curve ?? null,
    starter: blended?.part ?? null,
    intervals: fitIntervals({ ...evidence, drift: own?.drift ?? 0 }),
    scoreScale: request.scoreScale ?? deriveScoreScale(own, blended),
    facts: {
      libraryVersion: LIBRARY_VERSION,
      seed,
      rows: labels.length,
      conversions,
      baseRate: labels.length === 0 ? 0 : conversions / labels.length,
      heldOutBy: own?.heldOutBy ?? null,
      heldOut: own && { ...own.metrics, chosen: measureTogether(judged!) },
      verdict: judged ? judgeTogether(judged, seed) : judgeStarter(labels),
      penalty: own?.penalty ?? null,
      rounds: own?.rounds ?? null,
      halfLife: own?.halfLife ?? null,
      calibratedRate: own?.calibratedRate ?? null,
      starter: blended && { name: blended.part.starter.name, share: blended.share },
      features: describeFeatures(features, matrix, labels),
      unused,
      times: spanOf(times),
      leakSuspects: request.leakSuspects ?? null,
      caller: request.facts ?? {},
    },
  };
}

/** The columns that vary, and with a starter also those that it reads. */
function chooseFeatures({ table, starter }: TrainingRequest): Encoding {
  const encoding = fitEncoding(table);
  const chosen = starter ? addStarterFeatures(encoding, starter, table) : encoding;
  if (chosen.features.length > 0) return chosen;
  throw new InputError(
    'ERR_INPUT_INVALID',
    'training needs a column whose values differ, but in every column all rows are alike',
  );
}

function spanOf(times: Float64Array | undefined): TrainingFacts['times'] {
  if (times === undefined || times.length === 0) return null;
  const bounds = { first: times[0], last: times[0] };
  for (const time of times) {
    bounds.first = Math.min(bounds.first, time);
    bounds.last = Math.max(bounds.last, time);
  }
  return bounds;
}

/** An average lead makes 50 points. */
function deriveScoreScale(own: OwnModel | null, blended: StarterBlend | null): ScoreScale {
  const labels = own?.heldOut.labels ?? new Uint8Array();
  const midLogOdds = own
    ? baseLogOdds(countConversions(labels), labels.length)
    : blended!.part.weights.intercept;
  return { pointsPerLogOdds: POINTS_PER_LOG_ODDS, midLogOdds };
}

/** What no outcome has tested is an assumption. */
function judgeStarter(labels: Uint8Array): Verdict {
  const reason = `The starter model alone: ${countConversions(labels)} of ${labels.length} leads with a known outcome converted, and at least ${MIN_OUTCOMES} conversions and as many others are needed to learn from them`;
  return { verdict: 'not_ready', reason, lowerBounds: null };
}

function requireRequest({ table, labels, times, starter }: TrainingRequest): void {
  if (labels.length !== table.nRows)
    throw new RangeError(`trainModel requires ${table.nRows} labels, got ${labels.length}`);
  if (times !== undefined && times.length !== table.nRows) {
    throw new RangeError(`trainModel requires ${table.nRows} times, got ${times.length}`);
  }
  if (times?.some(time => !Number.isFinite(time)))
    throw new RangeError('trainModel requires finite times, got one that is not');
  if (labels.some(label => label > 1))
    throw new RangeError('trainModel requires labels of 0 and 1, got another');
  if (starter === undefined) requireOutcomes(labels);
}

function requireOutcomes(labels: Uint8Array): void {
  if (labels.length === 0) throw new InputError('ERR_INPUT_INVALID', 'training needs leads, got none');
  if (rarestOutcome(labels) < MIN_OUTCOMES) {
    const conversions = countConversions(labels);
    throw new InputError(
      'ERR_INPUT_INVALID',
      `training needs at least ${MIN_OUTCOMES} leads that converted and ${MIN_OUTCOMES} that did not, got ${conversions} and ${labels.length - conversions}`,
    );
  }
}
