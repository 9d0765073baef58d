import { InputError } from '@aix/shared-scoring';
import { Piscina } from 'piscina';
import type { Scoring } from '../use-cases/context.ts';
import { createLearner } from './learner.ts';

/**
 * Bulk scoring in a worker thread and training in a process, so that cards are answered meanwhile, and scores while a model trains. Who
 * learns steps back for everybody else.
 */
export function createScoringThreads(): Scoring & { close(): Promise<void> } {
  const scorer = new Piscina({
    filename: new URL('./scoring-worker.ts', import.meta.url).href,
    ...{ maxThreads: 1, minThreads: 0, idleTimeout: 30_000 },
  });
  const learner = createLearner();
  return {
    async train(training) {
      const answer = await learner.train(training);
      if ('artifact' in answer) return answer.artifact;
      throw new InputError('ERR_INPUT_INVALID', answer.refused);
    },
    score: request => scorer.run(request, { name: 'score' }),
    learnSignals: learner.learnSignals,
    async close() {
      await Promise.all([scorer.close(), learner.close()]);
    },
  };
}
