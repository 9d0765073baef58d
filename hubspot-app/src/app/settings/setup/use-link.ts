import { useState } from 'react';
import { callService } from '../generated/call-service.ts';
import { randomKey } from '../generated/random-key.ts';
import { useReader } from '../generated/use-reader.ts';
import { useWish } from '../generated/use-wish.ts';
import { ownPath } from './use-setup.ts';

/** What was asked for and is still to be confirmed: a code for linking, null for ending the link; with what it costs. */
export interface Asked {
  code: string | null;
  losses: Record<'overrides' | 'feedback' | 'events' | 'receipts', number>;
}

/** Linking and unlinking: first what it would cost, then, once that is confirmed, for good. */
export function useLink(onChange: () => void) {
  const { texts } = useReader();
  const wish = useWish();
  const [issued, setIssued] = useState<{ code: string; expiresAt: string } | null>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [done, setDone] = useState<string | null>(null);

  const call = (code: string | null, confirm: boolean, key: string) =>
    callService<Pick<Asked, 'losses'>>({
      path: ownPath(code === null ? 'unlink' : 'link'),
      write: { content: { confirm, ...(code !== null && { code }) }, key },
    });
  const showCode = () =>
    wish.send(
      key =>
        callService<{ code: string; expiresAt: string }>({
          path: ownPath('link-codes'),
          write: { content: {}, key },
        }),
      setIssued,
    );
  /** Asking changes nothing, so each time has a key of its own. */
  const ask = (code: string | null) => {
    setDone(null);
    wish.send(
      () => call(code, false, randomKey()),
      ({ losses }) => setAsked({ code, losses }),
    );
  };
  const confirm = () => {
    if (asked === null) return;
    const { code } = asked;
    wish.send(
      key => call(code, true, key),
      () => {
        setIssued(null);
        setAsked(null);
        setDone(code === null ? texts.setupUnlinked : texts.setupLinked);
        onChange();
      },
    );
  };
  const cancel = () => setAsked(null);
  const { isBusy, problem } = wish;
  return { issued, asked, done, isBusy, problem, showCode, ask, confirm, cancel };
}
