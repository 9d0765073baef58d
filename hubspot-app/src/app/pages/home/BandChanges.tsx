import { Alert, Button, Heading, LoadingSpinner, Text } from '@hubspot/ui-extensions';
import { useCallback } from 'react';
import { callService } from '../generated/call-service.ts';
import { problemContent } from '../generated/problem-content.ts';
import type { Band } from '../generated/score-points.ts';
import { useAnswer } from '../generated/use-answer.ts';
import { useReader } from '../generated/use-reader.ts';
import { ChangedContacts } from './ChangedContacts.tsx';
import { startOfDay } from './start-of-day.ts';

/** A contact that went into another band, as the service knows it: by its id alone. */
export interface BandChange {
  objectType: string;
  objectId: string;
  direction: 'up' | 'down';
  band: Band;
  /** ISO 8601. */
  crossedAt: string;
}

/** More than are shown: contacts that the reader may not see are left out. */
const MOST_ASKED = '50';

/** Which contacts went into another band since the account's midnight. */
export function BandChanges() {
  const { texts, timeZone } = useReader();
  const ask = useCallback(() => {
    const since = new Date(startOfDay(new Date(), timeZone)).toISOString();
    return callService<BandChange[]>({
      path: ['v1', 'connections', 'own', 'band-changes'],
      query: { since, limit: MOST_ASKED },
    });
  }, [timeZone]);
  const { state, again } = useAnswer(ask);
  return (
    <>
      <Heading>{texts.changedTitle}</Heading>
      {state.status === 'waiting' && (
        <LoadingSpinner label={state.isSlow ? texts.gettingDetails : texts.loading} showLabel size="xs" />
      )}
      {state.status === 'failed' && (
        <Alert title={problemContent(state.problem, texts).text} variant="warning">
          <Button size="xs" onClick={again}>
            {texts.tryAgain}
          </Button>
        </Alert>
      )}
      {state.status === 'answered' && state.value.length === 0 && <Text>{texts.changedEmpty}</Text>}
      {state.status === 'answered' && state.value.length > 0 && <ChangedContacts changes={state.value} />}
    </>
  );
}
