/** The candidates of a training: a penalised logistic regression and boosted trees, each tried on held-out leads. */
import { fitGbdt, type GbdtFit } from '../../gbdt/fit-gbdt.ts';
import { DEFAULT_GBDT_OPTIONS } from '../../gbdt/options.ts';
import type { Forest } from '../../math/forest.ts';
import { concatenateNumbers, type HeldOut } from './held-out.ts';
import { type HalfLife, recencyWeights } from './recency.ts';
import type { TrainingSet } from './training-set.ts';
import { tryLogistic } from './try-logistic.ts';

/** What held-out leads have chosen. */
export interface Choices {
  /** The best penalty of the logistic candidate, and the trees that were best on average. */
  readonly penalty: number;
  readonly rounds: number;
  /** Of both candidates' training leads. */
  readonly halfLife: HalfLife;
}

/** How the candidates did on leads that they had not learned from. */
export interface Trial extends Choices {
  /** Log-odds by candidate, [heldOut.rows.length]. */
  readonly logistic: Float64Array;
  readonly trees: Float64Array;
}

/** Tries both candidates on every split. */
export function tryCandidates(set: TrainingSet, heldOut: HeldOut): Trial {
  const { logOdds: logistic, penalty, halfLife } = tryLogistic(set, heldOut);
  const fits = heldOut.splits.map(({ trainRows, heldOutRows }) =>
    fitTrees(set, trainRows, { halfLife, validationRows: heldOutRows }),
  );
  const rounds = Math.max(1, Math.round(fits.reduce((sum, fit) => sum + fit.rounds / fits.length, 0)));
  const trees = concatenateNumbers(fits.map(fit => fit.validationLogOdds));
  return { logistic, trees, penalty, rounds, halfLife };
}

/** Fits the trees as chosen, as many as were best on held-out leads. */
export function fitTreesCandidate(
  set: TrainingSet,
  trainRows: Int32Array,
  { rounds, halfLife }: Choices,
): Forest {
  return fitTrees(set, trainRows, { halfLife, rounds }).forest;
}

function fitTrees(
  { binned, labels, times, seed }: TrainingSet,
  trainRows: Int32Array,
  {
    halfLife,
    rounds = DEFAULT_GBDT_OPTIONS.rounds,
    validationRows,
  }: { halfLife: HalfLife; rounds?: number; validationRows?: Int32Array },
): GbdtFit {
  const weights = recencyWeights(times, trainRows, halfLife);
  return fitGbdt({
    binned,
    labels,
    trainRows,
    options: { ...DEFAULT_GBDT_OPTIONS, rounds },
    seed,
    ...(weights && { weights }),
    ...(validationRows && { validationRows }),
  });
}
