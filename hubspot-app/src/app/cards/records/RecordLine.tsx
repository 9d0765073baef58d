import { Link, Text, useExtensionContext } from '@hubspot/ui-extensions';
import { bandNames, MARKS } from '../generated/bands.ts';
import { useReader } from '../generated/use-reader.ts';
import type { ScoredRecord } from './count-bands.ts';

/** Band, points and name of another record, with the way to it. */
export function RecordLine({ record, objectTypeId }: { record: ScoredRecord; objectTypeId: string }) {
  const { texts } = useReader();
  const { portal } = useExtensionContext<'crm.record.tab'>();
  const { objectId, name, band, scorePoints } = record;
  return (
    <Text>
      {`${MARKS[band]} ${bandNames(texts)[band]} · ${scorePoints} `}
      <Link href={`https://app.hubspot.com/contacts/${portal.id}/record/${objectTypeId}/${objectId}`}>
        {name ?? texts.noName}
      </Link>
    </Text>
  );
}
