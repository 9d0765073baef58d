// Generated from hubspot-app/shared/use-wish.ts by npm run generate:hubspot. Do not edit.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Answer, Problem } from './call-service.ts';
import { randomKey } from './random-key.ts';

/** A wish of the user under way, and how the last one ended. */
export interface Wish {
  isBusy: boolean;
  /** Why the last try failed; null before the first one, and after one that did not. */
  problem: Problem | null;
  /** Sends it. Whoever tries again what failed sends the same key, so that it is fulfilled once. */
  send<T>(act: (key: string) => Promise<Answer<T>>, done: (value: T) => void): Promise<void>;
  /** What was entered has changed, so it is another wish. */
  renew(): void;
}

/** One wish at a time. After the component has gone, its answer is for nobody. */
export function useWish(): Wish {
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const key = useRef(randomKey());
  const isUnderWay = useRef(false);
  const isShown = useRef(true);

  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
    };
  }, []);

  const renew = useCallback(() => {
    key.current = randomKey();
    setProblem(null);
  }, []);

  const send = useCallback<Wish['send']>(async (act, done) => {
    if (isUnderWay.current) return;
    isUnderWay.current = true;
    setIsBusy(true);
    setProblem(null);
    const answer = await act(key.current);
    isUnderWay.current = false;
    if (!isShown.current) return;
    setIsBusy(false);
    if (answer.ok) {
      key.current = randomKey();
      done(answer.value);
    } else {
      setProblem(answer.problem);
    }
  }, []);

  return { isBusy, problem, send, renew };
}
