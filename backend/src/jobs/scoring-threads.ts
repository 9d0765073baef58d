import { InputError } from '@aix/shared-scoring';
import { Piscina } from 'piscina';
import type { Scoring } from '../use-cases/context.ts';
import type { TrainingAnswer } from './scoring-worker.ts';

/** Training and bulk scoring in worker threads, so that cards are answered meanwhile. */
export function createScoringThreads(): Scoring & { close(): Promise<void> } {
  const pool = new Piscina({
    filename: new URL('./scoring-worker.ts', import.meta.url).href,
    // Two: one may train for seconds while the other scores.
    maxThreads: 2,
    minThreads: 0,
    idleTimeout: 30_000,
  });
  return {
    async train(training) {
      const answer: TrainingAnswer = await pool.run(training, { name: 'train' });
      if ('artifact' in answer) return answer.artifact;
      throw new InputError('ERR_INPUT_INVALID', answer.refused);
    },
    score: request => pool.run(request, { name: 'score' }),
    learnSignals: learning => pool.run(learning, { name: 'learnSignals' }),
    close: () => pool.close(),
  };
}
