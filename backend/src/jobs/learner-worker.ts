import { stepBack } from './step-back.ts';

// Before it loads anything, which alone takes a fifth of a second of a processor.
stepBack('always');

/** What the learner's thread does for `createScoringThreads`. */
export const { train } = await import('./train-in-thread.ts');
export const { learnFromOutcomes: learnSignals } = await import('./learn-signals-in-thread.ts');
