import { Button, Flex, Form, Text, TextArea } from '@hubspot/ui-extensions';
import { useEffect, useRef, useState } from 'react';
import { callService } from '../generated/call-service.ts';
import type { Texts } from '../generated/en.ts';
import { Said } from '../generated/Said.tsx';
import { useReader } from '../generated/use-reader.ts';
import { useWish } from '../generated/use-wish.ts';
import { recordPath } from '../score/use-lead-card.ts';

const UNDO_WITHIN_MS = 10_000;
const LONGEST_NOTE = 2_000;
const OTHER = 'other';

/** The reasons as the service names them, the most frequent first. */
const REASONS: readonly { name: string; label: keyof Texts }[] = [
  { name: 'wrong_fit', label: 'reasonWrongFit' },
  { name: 'wrong_timing', label: 'reasonWrongTiming' },
  { name: 'bad_data', label: 'reasonBadData' },
  { name: 'already_customer', label: 'reasonAlreadyCustomer' },
  { name: 'competitor_or_student', label: 'reasonCompetitorOrStudent' },
  { name: OTHER, label: 'reasonOther' },
];

type Step = 'asked' | 'reasons' | 'note' | 'given';

/** What a person says of a score, as the service takes it. */
interface Given {
  isRight: boolean;
  reason?: string;
  note?: string;
}

/** "Is this right?": one click when it is, two when it is not, and ten seconds to take it back. It changes no score. */
export function Feedback({ objectId, receiptId }: { objectId: number; receiptId: string }) {
  const { texts } = useReader();
  const { step, goTo, done, feedbackId, wish, give, undo } = useFeedback(objectId, receiptId);
  return (
    <>
      {step === 'asked' && (
        <Flex gap="small" align="center" wrap>
          <Text inline>{texts.feedbackQuestion}</Text>
          <Button size="xs" disabled={wish.isBusy} onClick={() => give({ isRight: true })}>
            {texts.yes}
          </Button>
          <Button size="xs" disabled={wish.isBusy} onClick={() => goTo('reasons')}>
            {texts.no}
          </Button>
        </Flex>
      )}
      {step === 'reasons' && (
        <>
          <Text>{texts.feedbackWhatIsWrong}</Text>
          <Flex gap="small" wrap>
            {REASONS.map(({ name, label }) => (
              <Button
                key={name}
                size="xs"
                disabled={wish.isBusy}
                onClick={() => (name === OTHER ? goTo('note') : give({ isRight: false, reason: name }))}
              >
                {texts[label]}
              </Button>
            ))}
            <Button size="xs" variant="transparent" onClick={() => goTo('asked')}>
              {texts.cancel}
            </Button>
          </Flex>
        </>
      )}
      {step === 'note' && (
        <NoteForm
          isBusy={wish.isBusy}
          onSend={note => give({ isRight: false, reason: OTHER, ...(note && { note }) })}
          onCancel={() => goTo('asked')}
        />
      )}
      <Said problem={wish.problem} done={done} />
      {feedbackId !== null && (
        <Button size="xs" variant="transparent" disabled={wish.isBusy} onClick={() => undo(feedbackId)}>
          {texts.undo}
        </Button>
      )}
    </>
  );
}

function useFeedback(objectId: number, receiptId: string) {
  const { texts } = useReader();
  const wish = useWish();
  const [step, setStep] = useState<Step>('asked');
  const [done, setDone] = useState<string | null>(null);
  const [feedbackId, setFeedbackId] = useState<string | null>(null);
  const undoTimer = useRef<ReturnType<typeof setTimeout>>();
  useEffect(() => () => clearTimeout(undoTimer.current), []);

  const goTo = (next: Step) => {
    setStep(next);
    setDone(null);
    wish.renew();
  };
  const give = (said: Given) =>
    wish.send(
      key =>
        callService<{ feedbackId: string }>({
          path: recordPath(objectId, 'feedback'),
          write: { content: { receiptId, ...said }, key },
        }),
      given => {
        setStep('given');
        setDone(texts.feedbackThanks);
        setFeedbackId(given.feedbackId);
        undoTimer.current = setTimeout(() => setFeedbackId(null), UNDO_WITHIN_MS);
      },
    );
  const undo = (given: string) =>
    wish.send(
      key => callService({ path: ['v1', 'feedback', given, 'undo'], write: { content: {}, key } }),
      () => {
        clearTimeout(undoTimer.current);
        setFeedbackId(null);
        setStep('asked');
        setDone(texts.feedbackTakenBack);
      },
    );
  return { step, goTo, done, feedbackId, wish, give, undo };
}

function NoteForm({
  isBusy,
  onSend,
  onCancel,
}: {
  isBusy: boolean;
  onSend: (note: string) => void;
  onCancel: () => void;
}) {
  const { texts } = useReader();
  const [note, setNote] = useState('');
  return (
    <Form onSubmit={() => onSend(note.trim())}>
      <Flex direction="column" gap="small">
        <TextArea
          name="note"
          label={texts.feedbackNote}
          maxLength={LONGEST_NOTE}
          value={note}
          onChange={setNote}
        />
        <Flex gap="small">
          <Button type="submit" size="xs" disabled={isBusy}>
            {texts.send}
          </Button>
          <Button size="xs" variant="transparent" disabled={isBusy} onClick={onCancel}>
            {texts.cancel}
          </Button>
        </Flex>
      </Flex>
    </Form>
  );
}
