import { Button } from '@hubspot/ui-extensions';
import { useState } from 'react';
import { callService } from '../generated/call-service.ts';
import { Said } from '../generated/Said.tsx';
import { useReader } from '../generated/use-reader.ts';
import { useWish } from '../generated/use-wish.ts';
import { recordPath } from '../score/use-lead-card.ts';
import { type Entered, OverrideForm } from './OverrideForm.tsx';

/** A band that a person sets beside the model's, until a day and for a reason; while it lasts, a way to end it. */
export function Override({
  objectId,
  isOverridden,
  onScoreChange,
}: {
  objectId: number;
  isOverridden: boolean;
  onScoreChange: () => void;
}) {
  const { texts } = useReader();
  const wish = useWish();
  const [isOpen, setIsOpen] = useState(false);
  const [done, setDone] = useState<string | null>(null);

  const open = (opened: boolean) => {
    setIsOpen(opened);
    setDone(null);
    wish.renew();
  };
  const act = (said: string, what: readonly string[], content: Readonly<Record<string, unknown>>) =>
    wish.send(
      key => callService({ path: recordPath(objectId, ...what), write: { content, key } }),
      () => {
        setIsOpen(false);
        setDone(said);
        onScoreChange();
      },
    );
  const save = (entered: Entered) => act(texts.overrideSet, ['override'], { ...entered });

  return (
    <>
      {isOverridden && (
        <Button
          size="xs"
          variant="transparent"
          disabled={wish.isBusy}
          onClick={() => act(texts.overrideEnded, ['override', 'end'], {})}
        >
          {texts.overrideEnd}
        </Button>
      )}
      {!isOverridden && !isOpen && (
        <Button size="xs" variant="transparent" onClick={() => open(true)}>
          {texts.overrideOpen}
        </Button>
      )}
      {isOpen && (
        <OverrideForm isBusy={wish.isBusy} onChange={wish.renew} onSave={save} onCancel={() => open(false)} />
      )}
      <Said problem={wish.problem} done={done} />
    </>
  );
}
