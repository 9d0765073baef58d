import {
  Alert,
  Button,
  LoadingSpinner,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
  Text,
  useCrmSearch,
} from '@hubspot/ui-extensions';
import { bandNames, MARKS } from '../generated/bands.ts';
import { fillIn } from '../generated/fill-in.ts';
import { savedTime } from '../generated/saved-time.ts';
import { useReader } from '../generated/use-reader.ts';
import type { BandChange } from './BandChanges.tsx';
import { ContactLink } from './ContactLink.tsx';
import { contactName } from './contact-row.ts';

const MOST_SHOWN = 10;

/** A line for each change of a contact that HubSpot lets the reader see, in the order in which they come. */
export function ChangedContacts({ changes }: { changes: readonly BandChange[] }) {
  const reader = useReader();
  const { texts } = reader;
  const ids = [...new Set(changes.map(({ objectId }) => objectId))];
  const { results, isLoading, error, refetch } = useCrmSearch({
    objectType: 'contact',
    properties: ['firstname', 'lastname', 'company'],
    filterGroups: [{ filters: [{ propertyName: 'hs_object_id', operator: 'IN', values: ids }] }],
    pageLength: ids.length,
  });
  if (isLoading) return <LoadingSpinner label={texts.loading} showLabel size="xs" />;
  if (error !== null)
    return (
      <Alert title={texts.listFailed} variant="warning">
        <Button size="xs" onClick={() => void refetch()}>
          {texts.tryAgain}
        </Button>
      </Alert>
    );
  const seen = new Map(results.map(contact => [String(contact.objectId), contact]));
  const shown = changes.filter(({ objectId }) => seen.has(objectId)).slice(0, MOST_SHOWN);
  if (shown.length === 0) return <Text>{texts.changedEmpty}</Text>;
  const names = bandNames(texts);
  return (
    <Table bordered density="condensed">
      <TableHead>
        <TableRow>
          {[texts.contact, texts.band, texts.at].map(label => (
            <TableHeader key={label}>{label}</TableHeader>
          ))}
        </TableRow>
      </TableHead>
      <TableBody>
        {shown.map(({ objectId, direction, band, crossedAt }) => (
          <TableRow key={`${objectId} ${crossedAt}`}>
            <TableCell>
              <ContactLink objectId={objectId}>
                {contactName(seen.get(objectId)?.properties ?? {}, reader)}
              </ContactLink>
            </TableCell>
            <TableCell>
              {fillIn(
                direction === 'up' ? texts.bandRisen : texts.bandFallen,
                `${MARKS[band]} ${names[band]}`,
              )}
            </TableCell>
            <TableCell>{savedTime(crossedAt, new Date(), reader)}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
