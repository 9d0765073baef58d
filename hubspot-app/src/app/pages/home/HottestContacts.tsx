import { Alert, Button, Heading, LoadingSpinner, Text, useCrmSearch } from '@hubspot/ui-extensions';
import { useReader } from '../generated/use-reader.ts';
import { ContactRows } from './ContactRows.tsx';

const MOST = 10;

/** The contacts with the highest scores of those that HubSpot lets the reader see. */
export function HottestContacts() {
  const { texts } = useReader();
  const { results, isLoading, error, refetch } = useCrmSearch({
    objectType: 'contact',
    properties: [
      'firstname',
      'lastname',
      'company',
      'aix_score',
      'aix_band',
      'aix_trend_7d',
      'aix_scored_at',
    ],
    filterGroups: [{ filters: [{ propertyName: 'aix_score', operator: 'HAS_PROPERTY' }] }],
    sorts: [{ propertyName: 'aix_score', direction: 'DESCENDING' }],
    pageLength: MOST,
  });
  return (
    <>
      <Heading>{texts.homeHottestTitle}</Heading>
      {isLoading && <LoadingSpinner label={texts.loading} showLabel size="xs" />}
      {error !== null && (
        <Alert title={texts.listFailed} variant="warning">
          <Button size="xs" onClick={() => void refetch()}>
            {texts.tryAgain}
          </Button>
        </Alert>
      )}
      {!isLoading && error === null && results.length === 0 && <Text>{texts.homeHottestEmpty}</Text>}
      {results.length > 0 && <ContactRows contacts={results} />}
    </>
  );
}
