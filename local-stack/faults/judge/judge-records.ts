import { readRecords } from '../../stand-in/record-store.ts';
import { type Finding, findingOf, type Judged } from './finding.ts';

interface Published {
  objectId: string;
  receipt: string;
  points: number | null;
  token: string | null;
}

/** Holds what stands on the records in both CRMs against what was published last of their leads. */
export async function judgeRecords(stage: Judged): Promise<Finding> {
  const published = await stage.query<Published>(
    `select r.object_id as "objectId", p.receipt_id::text as receipt, p.score_points as points,
       p.crossing_token as token
     from published p join crm_records r on r.tenant_id = p.tenant_id and r.lead_id = p.lead_id`,
  );
  const onRecords = recordsOf(stage);
  const problems = published.flatMap(({ objectId, ...expected }) => {
    const found = onRecords.get(objectId);
    const isSame =
      found?.receipt === expected.receipt &&
      found.points === expected.points &&
      found.token === expected.token;
    return isSame
      ? []
      : [`record ${objectId} has ${JSON.stringify(found)}, published is ${JSON.stringify(expected)}`];
  });
  return findingOf(problems);
}

function recordsOf({ folders }: Judged): Map<string, Omit<Published, 'objectId'>> {
  const found = new Map<string, Omit<Published, 'objectId'>>();
  for (const lead of readRecords(folders.salesforce, 'Id', 'Lead'))
    found.set(lead.Id as string, {
      receipt: lead.AIX_Receipt_Id__c as string,
      points: numberOrNull(lead.AIX_Score__c),
      token: textOrNull(lead.AIX_Crossing_Token__c),
    });
  for (const { id, properties } of readRecords(folders.hubspot, 'id', 'contacts')) {
    const { aix_receipt_id, aix_score, aix_crossing_token } = properties as Record<string, string | null>;
    found.set(id as string, {
      receipt: aix_receipt_id as string,
      points: numberOrNull(aix_score),
      token: textOrNull(aix_crossing_token),
    });
  }
  return found;
}

const numberOrNull = (value: unknown) =>
  value === null || value === undefined || value === '' ? null : Number(value);
const textOrNull = (value: unknown) =>
  value === undefined || value === '' ? null : (value as string | null);
