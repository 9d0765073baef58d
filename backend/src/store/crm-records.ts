import type { LeadFacts } from '@aix/shared-scoring';
import type { CrmLead, FieldProblem } from '../connectors/crm-record.ts';
import type { TenantSql } from './database.ts';
import { jsonParameter } from './json-parameter.ts';
import { uuidArray } from './uuid-array.ts';

/** Names one record of one CRM. */
export interface RecordKey {
  objectType: string;
  objectId: string;
}

/** A record's facts as they were last read. */
export interface RecordFacts extends LeadFacts {
  /** When a fact last changed in the CRM. */
  modifiedAt: Date;
}

/** Which lead each known record shows; unknown records are absent. Keys as made by `recordKeyText`. */
export async function findRecordLeads(
  tenant: TenantSql,
  connectionId: string,
  keys: readonly RecordKey[],
): Promise<Map<string, string>> {
  const rows = await tenant.query<{ object_type: string; object_id: string; lead_id: string }>(
    `select wanted."objectType" as object_type, wanted."objectId" as object_id, r.lead_id
     from jsonb_to_recordset($3::jsonb) as wanted("objectType" text, "objectId" text)
     cross join lateral (select k.lead_id from crm_records k where k.tenant_id = $1 and k.connection_id = $2
       and k.object_type = wanted."objectType" and k.object_id = wanted."objectId" limit 1) as r`,
    [
      tenant.tenantId,
      connectionId,
      jsonParameter(keys.map(({ objectType, objectId }) => ({ objectType, objectId }))),
    ],
  );
  return new Map(
    rows.map(row => [recordKeyText({ objectType: row.object_type, objectId: row.object_id }), row.lead_id]),
  );
}

export function recordKeyText({ objectType, objectId }: RecordKey): string {
  return `${objectType}/${objectId}`;
}

/** Which of these leads already have a record in the connection; one that is gone there counts no more. */
export async function leadsWithRecordIn(
  tenant: TenantSql,
  connectionId: string,
  leadIds: readonly string[],
): Promise<Set<string>> {
  const rows = await tenant.query<{ lead_id: string }>(
    `select distinct lead_id from crm_records
     where tenant_id = $1 and connection_id = $2 and lead_id = any($3::uuid[]) and gone_at is null`,
    [tenant.tenantId, connectionId, leadIds],
  );
  return new Set(rows.map(row => row.lead_id));
}

/** The records that each of these leads has in the connection, gone ones among them. */
export async function recordsEverOfLeads(
  tenant: TenantSql,
  connectionId: string,
  leadIds: readonly string[],
): Promise<Map<string, RecordKey[]>> {
  if (leadIds.length === 0) return new Map();
  const rows = await tenant.query<RecordKey & { leadId: string }>(
    `select c.lead_id as "leadId", c.object_type as "objectType", c.object_id as "objectId"
     from unnest($3::uuid[]) as wanted(lead_id)
     join crm_records c on c.tenant_id = $1 and c.connection_id = $2 and c.lead_id = wanted.lead_id`,
    [tenant.tenantId, connectionId, uuidArray(leadIds)],
  );
  return Map.groupBy(rows, ({ leadId }) => leadId);
}

/** A record with the lead that it shows, and the address that it bears and perhaps joined the lead by, as a subject. */
export type KeptRecord = CrmLead & {
  leadId: string;
  subject?: string | undefined;
  joinedBy?: string | undefined;
};

/**
 * Adds records as read, or replaces what was known of them. `modified_at` moves only when a fact changed, since the CRM
 * calls a record modified after our own writes too, and those must not decide which of two records is the newer. What changed
 * between two readings is remembered field by field, as far as it tells when.
 */
export async function saveCrmRecords(
  tenant: TenantSql,
  connectionId: string,
  records: readonly KeptRecord[],
): Promise<void> {
  const rows = records.map(
    ({ objectType, objectId, leadId, subject, joinedBy, closedReason, problems, modifiedAt, ...facts }) => ({
      object_type: objectType,
      object_id: objectId,
      lead_id: leadId,
      subject,
      joined_by: joinedBy,
      closed_reason: closedReason,
      facts,
      problems,
      modified_at: modifiedAt,
    }),
  );
  await tenant.query(
    `insert into crm_records as c (tenant_id, connection_id, object_type, object_id, lead_id, own_lead_id, subject,
       joined_by, facts, problems, modified_at, read_as_of, closed_reason, filled)
     select $1, $2, object_type, object_id, lead_id, lead_id, subject, joined_by, facts, problems, modified_at, modified_at,
       closed_reason,
       (select coalesce(jsonb_object_agg(key, jsonb_build_array(null, extract(epoch from modified_at) * 1000)), '{}')
        from jsonb_each(facts->'fields') where value <> 'null')
     from jsonb_to_recordset($3::jsonb) as r(object_type text, object_id text, lead_id uuid, subject uuid, joined_by uuid,
       facts jsonb, problems jsonb, modified_at timestamptz, closed_reason text)
     on conflict (tenant_id, connection_id, object_type, object_id) do update set
       facts = excluded.facts, problems = excluded.problems, subject = excluded.subject, read_as_of = excluded.read_as_of,
       closed_reason = excluded.closed_reason, gone_at = null,
       modified_at = case when c.facts = excluded.facts then c.modified_at else excluded.modified_at end,
       filled = (select coalesce(jsonb_object_agg(key, case
           when not c.facts->'fields' ? key then value
           when c.facts->'fields'->key = excluded.facts->'fields'->key
             then coalesce(c.filled->key, jsonb_build_array(null, extract(epoch from c.modified_at) * 1000))
           else jsonb_set(value, '{0}', to_jsonb(extract(epoch from c.modified_at) * 1000)) end), '{}')
         from jsonb_each(excluded.filled))`,
    [tenant.tenantId, connectionId, jsonParameter(rows)],
  );
}

/** Between which two moments a field's present value came to stand in a CRM record, epoch milliseconds. */
export interface Filling {
  /** Null where it stood there when the record was first read. */
  after: number | null;
  by: number;
}

/**
 * When the fields of these leads were filled or last changed, by lead and field; of several records the one that changed last. Fields
 * without a value are absent.
 */
export async function fillingsOfLeads(
  tenant: TenantSql,
  leadIds: readonly string[],
): Promise<Map<string, Map<string, Filling>>> {
  const rows = await tenant.query<{ lead_id: string; filled: Record<string, [number | null, number]> }>(
    'select lead_id, filled from crm_records where tenant_id = $1 and lead_id = any($2::uuid[])',
    [tenant.tenantId, leadIds],
  );
  const byLead = new Map<string, Map<string, Filling>>();
  for (const { lead_id, filled } of rows) {
    const ofLead = byLead.get(lead_id) ?? new Map<string, Filling>();
    for (const [field, [after, by]] of Object.entries(filled))
      if (by > (ofLead.get(field)?.by ?? -Infinity)) ofLead.set(field, { after, by });
    byLead.set(lead_id, ofLead);
  }
  return byLead;
}

/** The facts of every record, in any connection, that shows one of these leads and is not gone; always in the same order. */
export async function factsOfLeads(
  tenant: TenantSql,
  leadIds: readonly string[],
): Promise<Map<string, (RecordFacts & RecordKey & { connectionId: string })[]>> {
  const rows = await tenant.query<
    RecordKey & {
      connectionId: string;
      lead_id: string;
      facts: StoredFacts;
      modified_at: Date;
      told: 'converted' | 'lost' | null;
      happened_at: Date | null;
    }
  >(
    `select c.lead_id, c.facts, c.modified_at, c.connection_id as "connectionId", c.object_type as "objectType",
       c.object_id as "objectId", o.outcome as told, o.happened_at
     from crm_records c left join told_outcomes o on o.tenant_id = $1 and o.connection_id = c.connection_id
       and o.object_type = c.object_type and o.object_id = c.object_id
     where c.tenant_id = $1 and c.lead_id = any($2::uuid[]) and c.gone_at is null
     order by c.lead_id, c.connection_id, c.object_type, c.object_id`,
    [tenant.tenantId, leadIds],
  );
  return Map.groupBy(
    rows.map(({ lead_id, facts, modified_at, told, happened_at, ...key }) => ({
      ...{ leadId: lead_id, ...key },
      ...withTold(factsFromStored(facts), told, happened_at),
      modifiedAt: modified_at,
    })),
    row => row.leadId,
  );
}

/** The records of these leads, with the connection each belongs to. */
export async function recordsOfLeads(
  tenant: TenantSql,
  leadIds: readonly string[],
): Promise<(RecordKey & { leadId: string; connectionId: string })[]> {
  const rows = await tenant.query<{
    lead_id: string;
    connection_id: string;
    object_type: string;
    object_id: string;
  }>(
    `select lead_id, connection_id, object_type, object_id
     from crm_records where tenant_id = $1 and lead_id = any($2::uuid[]) and gone_at is null`,
    [tenant.tenantId, leadIds],
  );
  return rows.map(row => ({
    leadId: row.lead_id,
    connectionId: row.connection_id,
    objectType: row.object_type,
    objectId: row.object_id,
  }));
}

/** What stands in each connection: records read, records that carry a score of ours, records whose write failed. */
export interface ConnectionCounts {
  connectionId: string;
  records: number;
  written: number;
  /** The CRM will not take these; the reasons, most frequent first. */
  rejected: number;
  /** Still waiting for another try. */
  waiting: number;
  reasons: string[];
}

export async function countRecords(tenant: TenantSql): Promise<ConnectionCounts[]> {
  const rows = await tenant.query<{
    connection_id: string;
    records: number;
    written: number;
    rejected: number;
    waiting: number;
    reasons: string[];
  }>(
    `select c.connection_id,
       count(r.object_id)::int as records,
       count(r.written_at)::int as written,
       count(r.write_error)::int as rejected,
       (select count(*)::int from outbox o where o.tenant_id = $1 and o.connection_id = c.connection_id
         and o.dead_at is null) as waiting,
       array(select e.write_error from crm_records e
         where e.tenant_id = $1 and e.connection_id = c.connection_id and e.write_error is not null
         group by e.write_error order by count(*) desc limit 5) as reasons
     from connections c left join crm_records r on r.tenant_id = $1 and r.connection_id = c.connection_id
       and r.gone_at is null
     where c.tenant_id = $1 group by c.connection_id`,
    [tenant.tenantId],
  );
  return rows.map(({ connection_id, ...counts }) => ({ connectionId: connection_id, ...counts }));
}

/** Values that could not be used and count as missing, by field, most frequent first. */
export async function countFieldProblems(tenant: TenantSql): Promise<(FieldProblem & { records: number })[]> {
  return tenant.query(
    `select p.field, p.problem, count(*)::int as records
     from crm_records r cross join jsonb_to_recordset(r.problems) as p(field text, problem text)
     where r.tenant_id = $1 and jsonb_array_length(r.problems) > 0 group by 1, 2 order by 3 desc, 1, 2`,
    [tenant.tenantId],
  );
}

/** Facts as JSON keeps them: dates are ISO texts. */
interface StoredFacts extends Omit<LeadFacts, 'createdAt' | 'outcome'> {
  createdAt: string;
  outcome: { kind: 'open' | 'lost' } | { kind: 'converted'; at: string };
}

/** What was told of a record's outcome holds, but a conversion after a loss that was told. */
function withTold(facts: LeadFacts, told: 'converted' | 'lost' | null, at: Date | null): LeadFacts {
  if (told === null || at === null) return facts;
  if (told === 'converted') return { ...facts, outcome: { kind: 'converted', at } };
  const { outcome } = facts;
  return outcome.kind === 'converted' && outcome.at > at ? facts : { ...facts, outcome: { kind: 'lost' } };
}

function factsFromStored(stored: StoredFacts): LeadFacts {
  const { outcome } = stored;
  return {
    ...stored,
    createdAt: new Date(stored.createdAt),
    outcome:
      outcome.kind === 'converted' ? { kind: 'converted', at: new Date(outcome.at) } : { kind: outcome.kind },
  };
}
