import { recordSubject } from '../security/digests.ts';
import type { RecordKey } from './crm-records.ts';
import type { TenantSql } from './database.ts';
import { uuidArray } from './uuid-array.ts';

/**
 * Ties records to the leads that they show, so that what a CRM tells of a record is its lead's. Unknown records are left out.
 * @returns the subjects that are tied now and were not
 */
export async function tieRecords(
  tenant: TenantSql,
  connectionId: string,
  records: readonly RecordKey[],
): Promise<string[]> {
  const rows = await tenant.query<{ subject: string }>(
    `insert into identities (tenant_id, subject, lead_id, own_lead_id)
     select $1, n.subject, c.lead_id, c.own_lead_id
     from unnest($3::uuid[], $4::text[], $5::text[]) as n(subject, object_type, object_id)
     join crm_records c on c.tenant_id = $1 and c.connection_id = $2 and c.object_type = n.object_type
       and c.object_id = n.object_id
     on conflict do nothing returning subject`,
    [tenant.tenantId, connectionId, ...columnsOf(connectionId, records)],
  );
  return rows.map(row => row.subject);
}

/** Ties records, which are not kept themselves, to the leads that go on as them. A record that is tied keeps its lead. */
export async function tieContinuations(
  tenant: TenantSql,
  connectionId: string,
  continuations: readonly { leadId: string; continuesAs: RecordKey }[],
): Promise<string[]> {
  const subjects = continuations.map(({ continuesAs }) => recordSubject(connectionId, continuesAs));
  const rows = await tenant.query<{ subject: string }>(
    `insert into identities (tenant_id, subject, lead_id, own_lead_id)
     select $1, n.subject, n.lead_id, n.lead_id from unnest($2::uuid[], $3::uuid[]) as n(subject, lead_id)
     on conflict do nothing returning subject`,
    [tenant.tenantId, uuidArray(subjects), uuidArray(continuations.map(({ leadId }) => leadId))],
  );
  return rows.map(row => row.subject);
}

/** Those of these records of which something is known that waits for its lead. */
export async function recordsWithWaitingEvents<R extends RecordKey>(
  tenant: TenantSql,
  connectionId: string,
  records: readonly R[],
): Promise<R[]> {
  const bySubject = new Map(records.map(record => [recordSubject(connectionId, record), record]));
  const rows = await tenant.query<{ subject: string }>(
    `select distinct subject from events where tenant_id = $1 and lead_id is null and subject = any($2::uuid[])`,
    [tenant.tenantId, uuidArray([...bySubject.keys()])],
  );
  return rows.map(row => bySubject.get(row.subject)!);
}

function columnsOf(connectionId: string, records: readonly RecordKey[]): string[][] {
  const unique = new Map(records.map(record => [recordSubject(connectionId, record), record]));
  return [
    [...unique.keys()],
    [...unique.values()].map(({ objectType }) => objectType),
    [...unique.values()].map(({ objectId }) => objectId),
  ];
}
