import { Alert, Button, Flex, LoadingSpinner, Text } from '@hubspot/ui-extensions';
import { useAssociations } from '@hubspot/ui-extensions/crm';
import { fillIn } from '../generated/fill-in.ts';
import { useReader } from '../generated/use-reader.ts';
import { BandCounts } from './BandCounts.tsx';
import { contactName, countBands, scoredRecords } from './count-bands.ts';
import { RecordLine } from './RecordLine.tsx';

/** HubSpot's object type of contacts. */
const CONTACT = '0-1';
/** As many as HubSpot gives at once. */
const MOST = 100;

/**
 * The scores of a company's or a deal's contacts, from the properties that stand on them: so it needs no answer of ours, and shows
 * nobody more than HubSpot itself does.
 */
export function RollUp() {
  const { texts } = useReader();
  const { results, isLoading, error, pagination, refetch } = useAssociations({
    toObjectType: 'contact',
    properties: ['firstname', 'lastname', 'aix_score', 'aix_band'],
    pageLength: MOST,
  });
  if (isLoading) return <LoadingSpinner label={texts.loading} showLabel size="xs" />;
  if (error !== null)
    return (
      <Alert title={texts.rollUpFailed} variant="warning">
        <Button size="xs" onClick={() => void refetch()}>
          {texts.tryAgain}
        </Button>
      </Alert>
    );
  const contacts = scoredRecords(results, contactName);
  const [top] = contacts;
  if (results.length === 0) return <Text>{texts.rollUpNone}</Text>;
  if (top === undefined) return <Text>{texts.rollUpNoScores}</Text>;
  return (
    <Flex direction="column" gap="small">
      <Text format={{ fontWeight: 'bold' }}>{texts.rollUpTop}</Text>
      <RecordLine record={top} objectTypeId={CONTACT} />
      <BandCounts counts={countBands(contacts)} unscored={results.length - contacts.length} />
      {pagination.hasNextPage && <Text variant="microcopy">{fillIn(texts.rollUpFirst, MOST)}</Text>}
      <Text variant="microcopy">{texts.rollUpSource}</Text>
    </Flex>
  );
}
