import type { FieldValue } from '@aix/shared-scoring';
import type { FieldChange } from '../connectors/crm-record.ts';
import type { RecordKey } from './crm-records.ts';
import type { TenantSql } from './database.ts';
import { jsonParameter } from './json-parameter.ts';

/** How far the past of one connection has been read, and what its CRM tells of it. */
export interface PastCursors {
  activity: string | undefined;
  history: string | undefined;
}

/** From where to go on reading what people did and how fields changed. */
export async function pastCursors(tenant: TenantSql, connectionId: string): Promise<PastCursors> {
  const [row] = await tenant.query<{ activity_cursor: string | null; history_cursor: string | null }>(
    'select activity_cursor, history_cursor from connections where tenant_id = $1 and connection_id = $2',
    [tenant.tenantId, connectionId],
  );
  return { activity: row?.activity_cursor ?? undefined, history: row?.history_cursor ?? undefined };
}

/** Where the next reading of activities goes on, and with the last page what could not be read. */
export async function saveActivityCursor(
  tenant: TenantSql,
  connectionId: string,
  { cursor, unread }: { cursor: string; unread?: readonly string[] | undefined },
): Promise<void> {
  await tenant.query(
    `update connections set activity_cursor = $3, unread = coalesce($4::jsonb, unread)
     where tenant_id = $1 and connection_id = $2`,
    [tenant.tenantId, connectionId, cursor, unread === undefined ? null : jsonParameter(unread)],
  );
}

/** Where the next reading of histories goes on, and the fields that have one. */
export async function saveHistoryCursor(
  tenant: TenantSql,
  connectionId: string,
  { cursor, tracked }: { cursor: string | undefined; tracked: readonly string[] },
): Promise<void> {
  await tenant.query(
    `update connections set history_cursor = coalesce($3, history_cursor), tracked_fields = $4::jsonb
     where tenant_id = $1 and connection_id = $2`,
    [tenant.tenantId, connectionId, cursor ?? null, jsonParameter(tracked)],
  );
}

/** Adds changes of fields; those that are known stay as they are. */
export async function saveFieldChanges(
  tenant: TenantSql,
  connectionId: string,
  changes: readonly FieldChange[],
): Promise<void> {
  if (changes.length === 0) return;
  await tenant.query(
    `insert into field_changes (tenant_id, connection_id, object_type, object_id, field, change_id, changed_at, before)
     select $1, $2, r."objectType", r."objectId", r.field, r."changeId", r.at, coalesce(r.before, 'null')
     from jsonb_to_recordset($3::jsonb) as r("objectType" text, "objectId" text, field text, "changeId" text,
       at timestamptz, before jsonb)
     on conflict do nothing`,
    [tenant.tenantId, connectionId, jsonParameter(changes)],
  );
}

/** A change of a field of one of a lead's records. */
export interface PastChange extends RecordKey {
  connectionId: string;
  field: string;
  at: Date;
  before: FieldValue;
}

/** How the fields of these leads' records changed, oldest first, by lead; leads without any change are absent. */
export async function changesOfLeads(
  tenant: TenantSql,
  leadIds: readonly string[],
): Promise<Map<string, PastChange[]>> {
  const rows = await tenant.query<PastChange & { leadId: string }>(
    `select r.lead_id as "leadId", h.connection_id as "connectionId", h.object_type as "objectType",
       h.object_id as "objectId", h.field, h.changed_at as at, h.before
     from crm_records r join field_changes h on h.tenant_id = $1 and h.connection_id = r.connection_id
       and h.object_type = r.object_type and h.object_id = r.object_id
     where r.tenant_id = $1 and r.lead_id = any($2::uuid[]) order by h.changed_at, h.change_id`,
    [tenant.tenantId, leadIds],
  );
  return Map.groupBy(rows, ({ leadId }) => leadId);
}

/** What one connection's CRM tells of the past. */
export interface PastCoverage {
  connectionId: string;
  /** What could not be read, and what an admin can do about it. */
  unread: string[];
  /** Of each mapped field whether the CRM keeps its history, and since when changes are known; of CRMs that were asked. */
  histories: { field: string; isTracked: boolean; firstChangeAt: Date | null }[];
}

/** How much of the past each connection's CRM tells, for the report that says what is missing. */
export async function pastCoverage(tenant: TenantSql): Promise<PastCoverage[]> {
  const rows = await tenant.query<{
    connection_id: string;
    unread: string[];
    field: string | null;
    is_tracked: boolean;
    first_change_at: Date | null;
  }>(
    `select c.connection_id, c.unread, m.field, c.tracked_fields ? m.field as is_tracked,
       (select min(h.changed_at) from field_changes h where h.tenant_id = $1 and h.connection_id = c.connection_id
         and h.field = m.field) as first_change_at
     from connections c left join lateral jsonb_to_recordset(c.mappings) as m(field text) on c.tracked_fields is not null
     where c.tenant_id = $1 order by c.connection_id, m.field`,
    [tenant.tenantId],
  );
  return [...Map.groupBy(rows, row => row.connection_id)].map(([connectionId, ofOne]) => ({
    connectionId,
    unread: ofOne[0]!.unread,
    histories: ofOne.flatMap(({ field, is_tracked, first_change_at }) =>
      field === null ? [] : [{ field, isTracked: is_tracked, firstChangeAt: first_change_at }],
    ),
  }));
}
