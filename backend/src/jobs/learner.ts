import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LearnedSignal } from '@aix/shared-scoring';
import type { SignalLearning, Training } from '../use-cases/context.ts';
import type { TrainingAnswer } from './train-from-table.ts';

/** What the learner is asked. */
export type LearnerTask =
  | { name: 'train'; request: Training }
  | { name: 'learnSignals'; request: SignalLearning };

/** What it answers; a problem in words, as an error loses its class on its way. */
export type LearnerAnswer = { result: unknown } | { problem: string };

/** Learns in a process of its own, one task after the other. */
export interface Learner {
  train(request: Training): Promise<TrainingAnswer>;
  learnSignals(request: SignalLearning): Promise<LearnedSignal[]>;
  /** Waits for what it was asked. */
  close(): Promise<void>;
}

const PROGRAM = fileURLToPath(new URL('./learner-process.ts', import.meta.url));
/** After so long without a task the process ends. */
const IDLE_FOR_MS = 30_000;
/** One helper for memory and compiling: its work steps back, too, so more of them gain nothing. */
const FLAGS = ['--v8-pool-size=1', '--disable-warning=ExperimentalWarning'];

/**
 * The process is started with the first task. It is one of its own because a thread shares its helpers, which tidy memory and compile, with the
 * service: they do not step back for the people who wait there.
 */
export function createLearner(): Learner {
  let child: ChildProcess | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  let resting: NodeJS.Timeout | undefined;

  const start = (): ChildProcess => {
    const started = fork(PROGRAM, {
      serialization: 'advanced',
      execArgv: [...process.execArgv, ...FLAGS],
      // No secret is its business.
      env: {},
    });
    started.once('exit', () => {
      if (child === started) child = undefined;
    });
    // Whoever asked is told; without a listener it would end the service.
    started.on('error', () => undefined);
    return started;
  };
  const stop = () => {
    child?.kill();
    child = undefined;
  };
  const ask = (task: LearnerTask) =>
    new Promise<unknown>((resolve, reject) => {
      clearTimeout(resting);
      child ??= start();
      const asked = child;
      keepAlive(asked, true);
      let hasEnded = false;
      const end = (settle: () => void) => {
        // A process that ends is told in two ways; the later one must not make a next task's process rest.
        if (hasEnded) return;
        hasEnded = true;
        asked.removeAllListeners('message').off('exit', gone).off('error', gone);
        keepAlive(asked, false);
        resting = setTimeout(stop, IDLE_FOR_MS).unref();
        settle();
      };
      const gone = (reason: unknown) =>
        end(() => reject(new Error(`the learner’s process ended: ${String(reason)}`)));
      asked.once('exit', gone).once('error', gone);
      asked.on('message', (answer: LearnerAnswer) =>
        end(() => ('result' in answer ? resolve(answer.result) : reject(new Error(answer.problem)))),
      );
      asked.send(task, error => error && gone(error));
    });
  const inTurn = <T>(task: LearnerTask): Promise<T> => {
    const asked = turn.then(() => ask(task));
    turn = asked.catch(() => undefined);
    return asked as Promise<T>;
  };
  return {
    train: request => inTurn({ name: 'train', request }),
    learnSignals: request => inTurn({ name: 'learnSignals', request }),
    async close() {
      await turn;
      clearTimeout(resting);
      stop();
    },
  };
}

/** Only a learner at work keeps the service from ending. */
function keepAlive(child: ChildProcess, isAtWork: boolean): void {
  if (isAtWork) child.ref();
  else child.unref();
  if (isAtWork) child.channel?.ref();
  else child.channel?.unref();
}
