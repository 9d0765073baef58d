import { Button, Flex, Text } from '@hubspot/ui-extensions';
import { useState } from 'react';
import { callService } from '../generated/call-service.ts';
import type { NextStep as Step } from '../generated/card-view.ts';
import { Said } from '../generated/Said.tsx';
import { useReader } from '../generated/use-reader.ts';
import { useWish } from '../generated/use-wish.ts';
import { recordPath } from '../score/use-lead-card.ts';
import { Delays } from './Delays.tsx';
import { Draft } from './Draft.tsx';

/** What the service says of a task that it was to make. */
type Taken = { status: 'made' | 'waiting' | 'refused' };

/** What to do about the contact now, why, and until when; a way to make it a task, and one to put it off. */
export function NextStep({
  step,
  objectId,
  onScoreChange,
}: {
  step: Step;
  objectId: number;
  onScoreChange: () => void;
}) {
  const { texts, language } = useReader();
  const wish = useWish();
  const [isAsking, setIsAsking] = useState(false);
  const [done, setDone] = useState<string | null>(null);
  const { stepId } = step;

  const send = <T,>(what: string, content: Readonly<Record<string, unknown>>, said: (answer: T) => string) =>
    wish.send(
      key =>
        callService<T>({
          path: recordPath(objectId, 'next-step', what),
          write: { content: { stepId, ...content }, key },
        }),
      answer => {
        setIsAsking(false);
        setDone(said(answer));
        onScoreChange();
      },
    );
  const said = { made: texts.stepMade, waiting: texts.stepWaiting, refused: texts.stepRefused };
  const take = () => send<Taken>('take', { locale: language }, ({ status }) => said[status]);
  const putOff = (delay: string) => send('later', { delay }, () => texts.stepPutOff);

  return (
    <>
      <Text format={{ fontWeight: 'bold' }}>{texts.nextStep}</Text>
      <Text>{step.text}</Text>
      <Text>{step.reason}</Text>
      <Text variant="microcopy">{step.basis.text}</Text>
      {step.answer !== null && <Text>{step.answer.text}</Text>}
      {step.makesTask && step.answer?.kind !== 'taken' && !isAsking && (
        <Flex gap="small" wrap>
          <Button size="xs" disabled={wish.isBusy} onClick={take}>
            {texts.stepDo}
          </Button>
          <Button size="xs" disabled={wish.isBusy} onClick={() => setIsAsking(true)}>
            {texts.stepLater}
          </Button>
        </Flex>
      )}
      {isAsking && <Delays isBusy={wish.isBusy} onChoose={putOff} onCancel={() => setIsAsking(false)} />}
      {step.draft !== null && <Draft draft={step.draft} />}
      <Said problem={wish.problem} done={done} />
    </>
  );
}
