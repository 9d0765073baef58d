import { useCallback, useEffect, useReducer, useRef } from 'react';
import type { Answer, Problem } from './call-service.ts';

/** How asking the service stands. `last` is what it answered before, as long as nothing newer is there. */
export type AnswerState<T> =
  | { status: 'waiting'; isSlow: boolean; last: T | null }
  | { status: 'answered'; value: T }
  | { status: 'failed'; problem: Problem };

/** After this, people are told that it takes longer. */
const SLOW_AFTER_MS = 3_000;
/** After this, nobody waits any more. */
const GIVEN_UP_AFTER_MS = 10_000;

type Step<T> = { kind: 'asked' } | { kind: 'slow' } | { kind: 'came'; answer: Answer<T> };

function next<T>(state: AnswerState<T>, step: Step<T>): AnswerState<T> {
  switch (step.kind) {
    case 'asked':
      return { status: 'waiting', isSlow: false, last: lastOf(state) };
    case 'slow':
      return state.status === 'waiting' ? { ...state, isSlow: true } : state;
    case 'came':
      return step.answer.ok
        ? { status: 'answered', value: step.answer.value }
        : { status: 'failed', problem: step.answer.problem };
  }
}

function lastOf<T>(state: AnswerState<T>): T | null {
  if (state.status === 'answered') return state.value;
  return state.status === 'waiting' ? state.last : null;
}

/**
 * Asks as soon as it is shown, and again by `again`. Only the answer to the last question counts: one that comes after it was
 * given up, or after another question was asked, comes too late. `ask` must keep its identity while the question is the same.
 */
export function useAnswer<T>(ask: () => Promise<Answer<T>>): { state: AnswerState<T>; again: () => void } {
  const [state, dispatch] = useReducer(next<T>, { status: 'waiting', isSlow: false, last: null });
  const question = useRef(0);
  const timers = useRef<ReturnType<typeof setTimeout>[]>([]);

  const stopWaiting = useCallback(() => {
    question.current += 1;
    timers.current.forEach(clearTimeout);
    timers.current = [];
  }, []);

  const again = useCallback(() => {
    stopWaiting();
    const asked = question.current;
    const settle = (answer: Answer<T>) => {
      if (asked !== question.current) return;
      stopWaiting();
      dispatch({ kind: 'came', answer });
    };
    dispatch({ kind: 'asked' });
    timers.current = [
      setTimeout(() => dispatch({ kind: 'slow' }), SLOW_AFTER_MS),
      setTimeout(() => settle({ ok: false, problem: 'UNAVAILABLE' }), GIVEN_UP_AFTER_MS),
    ];
    ask().then(settle);
  }, [ask, stopWaiting]);

  useEffect(() => {
    again();
    return stopWaiting;
  }, [again, stopWaiting]);

  return { state, again };
}
