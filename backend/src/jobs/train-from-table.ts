import {
  countConversions,
  DEFAULT_STARTER,
  findTableLeaks,
  InputError,
  type LeakSuspect,
  leaveOutBlocked,
  modelToJson,
  trainModel,
} from '@aix/shared-scoring';
import type { Training } from '../use-cases/context.ts';

/** Same data, same model: no training of a tenant depends on luck. */
const SEED = 20_260_101;

/** An error loses class and code on its way between processes, so the one that callers act on travels as a sentence. */
export type TrainingAnswer = { artifact: string } | { refused: string };

/** Takes seconds: for the learner’s process. */
export function train(training: Training): TrainingAnswer {
  const { table, labels, times, horizonDays, trainedAt, scoreScale } = training;
  const leakSuspects = checkLeaks(training);
  const request = {
    ...{ table: leaveOutBlocked(table, leakSuspects), labels, times, seed: SEED },
    facts: { horizonDays, trainedAt: trainedAt.toISOString() },
    leakSuspects,
    starter: DEFAULT_STARTER,
    ...(scoreScale && { scoreScale }),
  };
  try {
    return { artifact: modelToJson(trainModel(request)) };
  } catch (error) {
    if (error instanceof InputError) return { refused: error.message };
    throw error;
  }
}

/** Fields that are, or may be, filled in after the outcome. Nothing can be said from fewer than two leads of an outcome. */
function checkLeaks({ table, labels, knownTimes }: Training): readonly LeakSuspect[] {
  const conversions = countConversions(labels);
  if (Math.min(conversions, labels.length - conversions) < 2) return [];
  return findTableLeaks(table, { labels, seed: SEED, times: knownTimes });
}
