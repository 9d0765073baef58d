import { LoadingButton, Text } from '@hubspot/ui-extensions';
import { useState } from 'react';
import { callService } from '../generated/call-service.ts';
import { Said } from '../generated/Said.tsx';
import { useReader } from '../generated/use-reader.ts';
import { useWish } from '../generated/use-wish.ts';
import { recordPath } from '../score/use-lead-card.ts';

/** Has the contact scored at once. */
export function ScoreNow({
  objectId,
  isPrimary = false,
  onScoreChange,
}: {
  objectId: number;
  isPrimary?: boolean;
  onScoreChange: () => void;
}) {
  const { texts } = useReader();
  const wish = useWish();
  const [done, setDone] = useState<string | null>(null);
  const score = () => {
    setDone(null);
    wish.send(
      key =>
        callService<{ isPublished: boolean }>({
          path: recordPath(objectId, 'score'),
          write: { content: {}, key },
        }),
      ({ isPublished }) => {
        setDone(isPublished ? null : texts.noNews);
        onScoreChange();
      },
    );
  };
  return (
    <>
      <LoadingButton
        size="xs"
        variant={isPrimary ? 'primary' : 'secondary'}
        loading={wish.isBusy}
        onClick={score}
      >
        {texts.scoreNow}
      </LoadingButton>
      {wish.isBusy && <Text variant="microcopy">{texts.scoring}</Text>}
      <Said problem={wish.problem} done={done} />
    </>
  );
}
