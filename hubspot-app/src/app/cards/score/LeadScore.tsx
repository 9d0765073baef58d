import { Button, Flex, LoadingSpinner, Text, useExtensionApi } from '@hubspot/ui-extensions';
import { useEffect, useRef } from 'react';
import type { SavedCard } from '../generated/card-from-fields.ts';
import type { CardView } from '../generated/card-view.ts';
import type { AnswerState } from '../generated/use-answer.ts';
import { useReader } from '../generated/use-reader.ts';
import { LeadList } from '../records/LeadList.tsx';
import { useSavedCard } from '../records/use-saved-card.ts';
import { CardContent } from './CardContent.tsx';
import { ProblemAlert } from './ProblemAlert.tsx';
import { SavedContent } from './SavedContent.tsx';
import { useLeadCard } from './use-lead-card.ts';

/** The service writes a new score to the contact within this time, mostly. */
const WRITTEN_AFTER_MS = 3_000;

/**
 * The score card of a contact. Paints at once what the contact's properties say, then the finished card of the service in its place;
 * while the service does not answer, the saved score stays.
 */
export function LeadScore() {
  const { context, actions } = useExtensionApi<'crm.record.tab'>();
  const { texts } = useReader();
  const saved = useSavedCard();
  const { state, again } = useLeadCard(context.crm.objectId);
  const view = viewOf(state);
  const isWide = context.location === 'crm.record.tab';

  const readAgain = () => {
    actions.refreshObjectProperties();
    saved.refetch();
  };
  const writeTimer = useRef<ReturnType<typeof setTimeout>>();
  useEffect(() => () => clearTimeout(writeTimer.current), []);
  /** A score was published, or a person's band: the card shows it at once, the properties when they are written. */
  const followChange = () => {
    clearTimeout(writeTimer.current);
    writeTimer.current = setTimeout(readAgain, WRITTEN_AFTER_MS);
    again();
  };
  const refresh = () => {
    readAgain();
    again();
  };

  return (
    <Flex direction="column" gap="small">
      {state.status === 'failed' && (
        <ProblemAlert problem={state.problem} saved={saved.card} onTryAgain={refresh} />
      )}
      {view !== null && (
        <CardContent
          view={view}
          objectId={context.crm.objectId}
          isWide={isWide}
          onScoreChange={followChange}
        />
      )}
      {view === null && isWorthPainting(saved.card, state) && <SavedContent card={saved.card} />}
      {state.status === 'waiting' && (
        <LoadingSpinner
          label={state.isSlow ? texts.gettingDetails : texts.loading}
          showLabel={state.isSlow || saved.card === null}
          size="xs"
        />
      )}
      <LeadList />
      {state.status === 'answered' && (
        <Text>
          <Button variant="transparent" size="xs" onClick={refresh}>
            {texts.refresh}
          </Button>
        </Text>
      )}
    </Flex>
  );
}

/** The newest card there is, also while a newer one is awaited. */
function viewOf(state: AnswerState<CardView>): CardView | null {
  if (state.status === 'answered') return state.value;
  return state.status === 'waiting' ? state.last : null;
}

/** A contact without a score says nothing while the service, which may know one by now, is still asked. */
function isWorthPainting(card: SavedCard | null, { status }: AnswerState<CardView>): card is SavedCard {
  return card !== null && (card.state !== 'never_scored' || status === 'failed');
}
