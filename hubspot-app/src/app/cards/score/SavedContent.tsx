import { Text } from '@hubspot/ui-extensions';
import type { SavedCard } from '../generated/card-from-fields.ts';
import { fillIn } from '../generated/fill-in.ts';
import { savedTime } from '../generated/saved-time.ts';
import { useReader } from '../generated/use-reader.ts';
import { BandHeader } from './BandHeader.tsx';
import { Evidence } from './Evidence.tsx';
import { Factors } from './Factors.tsx';
import { Message } from './Message.tsx';

/** The card made of the contact's own properties. */
export function SavedContent({ card }: { card: SavedCard }) {
  const reader = useReader();
  const { texts } = reader;
  if (card.state === 'never_scored') return <Message title={texts.noSavedScore} text={null} help={null} />;
  const foot = card.savedAt && (
    <Text variant="microcopy">{fillIn(texts.saved, savedTime(card.savedAt, new Date(), reader))}</Text>
  );
  if (card.state !== 'scored') {
    const title = card.state === 'too_little' ? texts.tooLittle : texts.notEligible;
    return (
      <>
        <Message title={title} text={null} help={null} />
        {foot}
      </>
    );
  }
  const { header, probability, evidenceText, up, down, nextStep } = card;
  return (
    <>
      <BandHeader header={header} cell={null} />
      {probability !== null && <Text>{probability.text}</Text>}
      {evidenceText !== null && <Evidence text={evidenceText} filled={null} />}
      {nextStep !== null && (
        <>
          <Text format={{ fontWeight: 'bold' }}>{texts.nextStep}</Text>
          <Text>{nextStep.text}</Text>
          {nextStep.dueAt !== null && (
            <Text variant="microcopy">
              {fillIn(texts.stepDue, savedTime(nextStep.dueAt, new Date(), reader))}
            </Text>
          )}
        </>
      )}
      {up.length + down.length > 0 && (
        <Factors heading={texts.why} startText={null} up={up} down={down} restText={null} />
      )}
      {foot}
    </>
  );
}
