import type { CrmLead } from '../connectors/crm-record.ts';
import { type RecordKey, recordKeyText } from './crm-records.ts';
import type { TenantSql } from './database.ts';
import { jsonParameter } from './json-parameter.ts';

/** What is known of a record that was read before. */
export interface EarlierReading {
  leadId: string;
  /** The address that it bears, as a subject; null without one of its own. */
  subject: string | null;
  /** It was read as of a later moment: two readings of one record may overtake each other on the way here. */
  isNewer: boolean;
  /** It says the same, and the record is not gone. */
  isSame: boolean;
}

/** A reading as a row of the parameter; `facts` as `crm_records` keeps them. */
const rowOf = ({
  objectType,
  objectId,
  closedReason,
  problems,
  modifiedAt,
  mergedIds: _,
  continuesAs: __,
  acts: ___,
  ...facts
}: CrmLead) => ({
  object_type: objectType,
  object_id: objectId,
  closed_reason: closedReason,
  facts,
  problems,
  modified_at: modifiedAt,
});

/**
 * What was known of these records before they were read now, by `recordKeyText`; unknown ones are absent. Each is looked up by its
 * key, however many there are: without statistics, as in a first reading, PostgreSQL would read all records of the tenant each time.
 */
export async function findEarlierReadings(
  tenant: TenantSql,
  connectionId: string,
  records: readonly CrmLead[],
): Promise<Map<string, EarlierReading>> {
  const rows = await tenant.query<RecordKey & EarlierReading>(
    `select c.object_type as "objectType", c.object_id as "objectId", c.lead_id as "leadId", c.subject,
       c.read_as_of > r.modified_at as "isNewer",
       c.gone_at is null and c.facts = r.facts and c.problems = r.problems
         and c.closed_reason is not distinct from r.closed_reason as "isSame"
     from jsonb_to_recordset($3::jsonb) as r(object_type text, object_id text, facts jsonb, problems jsonb,
       modified_at timestamptz, closed_reason text)
     cross join lateral (select k.* from crm_records k where k.tenant_id = $1 and k.connection_id = $2
       and k.object_type = r.object_type and k.object_id = r.object_id limit 1) as c`,
    [tenant.tenantId, connectionId, jsonParameter(records.map(rowOf))],
  );
  return new Map(
    rows.map(({ objectType, objectId, ...reading }) => [recordKeyText({ objectType, objectId }), reading]),
  );
}

/** Notes as of when these records, of which nothing new was read, were read. */
export async function noteReadings(
  tenant: TenantSql,
  connectionId: string,
  records: readonly (RecordKey & { modifiedAt: Date })[],
): Promise<void> {
  const rows = records.map(({ objectType, objectId, modifiedAt }) => ({
    object_type: objectType,
    object_id: objectId,
    modified_at: modifiedAt,
  }));
  await tenant.query(
    `update crm_records c set read_as_of = r.modified_at
     from jsonb_to_recordset($3::jsonb) as r(object_type text, object_id text, modified_at timestamptz)
     where c.tenant_id = $1 and c.connection_id = $2 and c.object_type = r.object_type and c.object_id = r.object_id`,
    [tenant.tenantId, connectionId, jsonParameter(rows)],
  );
}
