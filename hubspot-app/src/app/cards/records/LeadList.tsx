import { List, Text } from '@hubspot/ui-extensions';
import { useAssociations } from '@hubspot/ui-extensions/crm';
import { useReader } from '../generated/use-reader.ts';
import { scoredRecords } from './count-bands.ts';
import { RecordLine } from './RecordLine.tsx';

/** HubSpot's object type of Lead records. */
const LEAD = '0-136';
const MOST = 20;

/** The Lead records of a contact with the score that stands on each. Accounts without Lead records show nothing of it. */
export function LeadList() {
  const { texts } = useReader();
  const { results, error } = useAssociations({
    toObjectType: LEAD,
    properties: ['hs_lead_name', 'aix_score', 'aix_band'],
    pageLength: MOST,
  });
  if (error !== null) return null;
  const leads = scoredRecords(results, properties => properties.hs_lead_name ?? null);
  if (leads.length === 0) return null;
  return (
    <>
      <Text format={{ fontWeight: 'bold' }}>{texts.leadListTitle}</Text>
      <List>
        {leads.map(lead => (
          <RecordLine key={lead.objectId} record={lead} objectTypeId={LEAD} />
        ))}
      </List>
    </>
  );
}
