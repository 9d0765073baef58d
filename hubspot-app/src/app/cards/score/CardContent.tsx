import { ScoreNow } from '../deeds/ScoreNow.tsx';
import type { CardView } from '../generated/card-view.ts';
import { useReader } from '../generated/use-reader.ts';
import { Factors } from './Factors.tsx';
import { Message } from './Message.tsx';
import { ScoreContent } from './ScoreContent.tsx';

/** The finished card, every text as it came. */
export function CardContent({
  view,
  objectId,
  isWide,
  onScoreChange,
}: {
  view: CardView;
  objectId: number;
  isWide: boolean;
  onScoreChange: () => void;
}) {
  const { texts } = useReader();
  switch (view.state) {
    case 'scored':
      return <ScoreContent card={view} objectId={objectId} isWide={isWide} onScoreChange={onScoreChange} />;
    case 'too_little':
      return (
        <>
          <Message {...view} />
          {view.signs !== null && (
            <Factors
              heading={view.signs.title}
              startText={null}
              up={textsOf(view.signs.up)}
              down={textsOf(view.signs.down)}
              restText={null}
            />
          )}
        </>
      );
    case 'never_scored':
      return (
        <>
          <Message {...view} />
          <ScoreNow objectId={objectId} isPrimary onScoreChange={onScoreChange} />
        </>
      );
    case 'not_eligible':
    case 'setup_unfinished':
      return <Message {...view} />;
    default:
      return (
        <Message {...(messageOfUnknown(view) ?? { title: texts.unknownCard, text: null, help: null })} />
      );
  }
}

/** A card of a later version of the service still says its title and text. */
function messageOfUnknown(view: unknown): { title: string; text: string; help: string | null } | undefined {
  const { title, text, help } = view as Record<string, unknown>;
  if (typeof title !== 'string' || typeof text !== 'string') return undefined;
  return { title, text, help: typeof help === 'string' ? help : null };
}

function textsOf(sentences: readonly { text: string }[]): string[] {
  return sentences.map(({ text }) => text);
}
