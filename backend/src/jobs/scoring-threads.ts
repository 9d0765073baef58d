import { InputError } from '@aix/shared-scoring';
import { Piscina } from 'piscina';
import type { Scoring } from '../use-cases/context.ts';

/** Training and bulk scoring in worker threads, so that cards are answered meanwhile. */
export function createScoringThreads(): Scoring & { close(): Promise<void> } {
  const pool = new Piscina({
    filename: new URL('./scoring-worker.ts', import.meta.url).href,
    // Two: one may train for seconds while the other scores.
    maxThreads: 2,
    minThreads: 0,
    idleTimeout: 30_000,
  });
  const run = async (name: 'train' | 'score', task: unknown) => {
    try {
      return await pool.run(task, { name });
    } catch (error) {
      throw revived(error);
    }
  };
  return {
    train: training => run('train', training),
    score: (artifact, fields, leads) => run('score', { artifact, fields, leads }),
    close: () => pool.close(),
  };
}

/** Errors lose their class on the way between threads; the one that callers act on gets it back. */
function revived(error: unknown): unknown {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (code !== 'ERR_INPUT_INVALID') return error;
  return new InputError('ERR_INPUT_INVALID', String(message), { cause: error });
}
