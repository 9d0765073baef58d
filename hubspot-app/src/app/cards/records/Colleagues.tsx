import { Flex, Link, List, Text, useCrmSearch, useExtensionContext } from '@hubspot/ui-extensions';
import type { Colleague } from '../generated/card-view.ts';
import { useReader } from '../generated/use-reader.ts';
import { contactName } from './count-bands.ts';

/** HubSpot's object type of contacts. */
const CONTACT = '0-1';

/** Who else of the company was active. Only contacts that this user may see: HubSpot says who they are, or nothing. */
export function Colleagues({ colleagues }: { colleagues: readonly Colleague[] }) {
  const { texts } = useReader();
  const { portal } = useExtensionContext<'crm.record.tab'>();
  const { results } = useCrmSearch({
    objectType: 'contact',
    properties: ['firstname', 'lastname'],
    filterGroups: [
      {
        filters: [
          {
            propertyName: 'hs_object_id',
            operator: 'IN',
            values: colleagues.map(({ objectId }) => objectId),
          },
        ],
      },
    ],
    pageLength: colleagues.length,
  });
  const people = colleagues.flatMap(({ objectId, text }) => {
    const found = results.find(each => String(each.objectId) === objectId);
    return found ? [{ objectId, text, name: contactName(found.properties) ?? texts.noName }] : [];
  });
  if (people.length === 0) return null;
  return (
    <>
      <Text format={{ fontWeight: 'bold' }}>{texts.colleagues}</Text>
      <List>
        {people.map(({ objectId, name, text }) => (
          <Flex key={objectId} direction="column">
            <Link href={`https://app.hubspot.com/contacts/${portal.id}/record/${CONTACT}/${objectId}`}>
              {name}
            </Link>
            <Text>{text}</Text>
          </Flex>
        ))}
      </List>
    </>
  );
}
