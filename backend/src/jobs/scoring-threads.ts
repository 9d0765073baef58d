import { InputError } from '@aix/shared-scoring';
import { Piscina } from 'piscina';
import type { Scoring } from '../use-cases/context.ts';
import type { TrainingAnswer } from './train-in-thread.ts';

const ONE_THREAD = { maxThreads: 1, minThreads: 0, idleTimeout: 30_000 };

/** Helpers that tidy a learner's memory do not step back: with more room they are called less often. */
const LEARNER_MEMORY = { maxYoungGenerationSizeMb: 64 };

const fileOf = (module: string) => new URL(module, import.meta.url).href;

/**
 * Training and bulk scoring in a worker thread each, so that cards are answered meanwhile, and scores while a model trains. Who learns
 * steps back for everybody else.
 */
export function createScoringThreads(): Scoring & { close(): Promise<void> } {
  const scorer = new Piscina({ ...ONE_THREAD, filename: fileOf('./scoring-worker.ts') });
  const learner = new Piscina({
    ...{ ...ONE_THREAD, filename: fileOf('./learner-worker.ts') },
    resourceLimits: LEARNER_MEMORY,
  });
  return {
    async train(training) {
      const answer: TrainingAnswer = await learner.run(training, { name: 'train' });
      if ('artifact' in answer) return answer.artifact;
      throw new InputError('ERR_INPUT_INVALID', answer.refused);
    },
    score: request => scorer.run(request, { name: 'score' }),
    learnSignals: learning => learner.run(learning, { name: 'learnSignals' }),
    async close() {
      await Promise.all([scorer.close(), learner.close()]);
    },
  };
}
