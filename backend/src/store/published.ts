import type { Band } from '@aix/shared-scoring';
import type { RecordKey } from './crm-records.ts';
import type { TenantSql } from './database.ts';
import { jsonParameter } from './json-parameter.ts';
import type { Score } from './scores.ts';

/** What stands on a lead's records, or is on its way there. */
export interface Published {
  leadId: string;
  receiptId: string;
  receiptNumber: number;
  publishedAt: Date;
  status: Score['status'];
  /** These three are null unless the lead was scored. */
  scorePoints: number | null;
  band: Band | null;
  bandSince: Date | null;
  /** Of the last crossing of a threshold; null before the first. */
  crossingToken: string | null;
  /** The override that stands beside it; null without one. */
  overrideId: string | null;
}

const COLUMNS = `lead_id as "leadId", receipt_id as "receiptId", receipt_number as "receiptNumber",
  published_at as "publishedAt", status, score_points as "scorePoints", band, band_since as "bandSince",
  crossing_token as "crossingToken", override_id as "overrideId"`;

/** What was published last of each of these leads; leads of whom nothing was are absent. */
export async function publishedOfLeads(
  tenant: TenantSql,
  leadIds: readonly string[],
): Promise<Map<string, Published>> {
  const rows = await tenant.query<Published>(
    `select ${COLUMNS} from published where tenant_id = $1 and lead_id = any($2::uuid[])`,
    [tenant.tenantId, leadIds],
    'often',
  );
  return new Map(rows.map(row => [row.leadId, row]));
}

/** Says what is published of these leads now. */
export async function savePublished(tenant: TenantSql, published: readonly Published[]): Promise<void> {
  if (published.length === 0) return;
  await tenant.query(
    `insert into published (tenant_id, lead_id, receipt_id, receipt_number, published_at, status, score_points, band,
       band_since, crossing_token, override_id)
     select $1, r.* from jsonb_to_recordset($2::jsonb) as r("leadId" uuid, "receiptId" uuid, "receiptNumber" integer,
       "publishedAt" timestamptz, status text, "scorePoints" integer, band text, "bandSince" timestamptz,
       "crossingToken" text, "overrideId" uuid)
     on conflict (tenant_id, lead_id) do update set receipt_id = excluded.receipt_id,
       receipt_number = excluded.receipt_number, published_at = excluded.published_at, status = excluded.status,
       score_points = excluded.score_points, band = excluded.band, band_since = excluded.band_since,
       crossing_token = excluded.crossing_token, override_id = excluded.override_id`,
    [tenant.tenantId, jsonParameter(published)],
    'often',
  );
}

/** A record that takes writes and does not carry what is published of its lead, nor is about to. */
export interface RecordBehind extends RecordKey {
  connectionId: string;
  leadId: string;
  /** The receipt of what it ought to carry. */
  receiptId: string;
  crossingToken: string | null;
}

/** The records of these leads that are behind what is published: after a publication, and when a further record shows a lead. */
export async function recordsBehind(tenant: TenantSql, leadIds: readonly string[]): Promise<RecordBehind[]> {
  return tenant.query<RecordBehind>(
    `select r.connection_id as "connectionId", r.object_type as "objectType", r.object_id as "objectId",
       p.lead_id as "leadId", p.receipt_id as "receiptId", p.crossing_token as "crossingToken"
     from published p join crm_records r on r.tenant_id = $1 and r.lead_id = p.lead_id
     left join published_records c on c.tenant_id = $1 and c.connection_id = r.connection_id
       and c.object_type = r.object_type and c.object_id = r.object_id
     where p.tenant_id = $1 and p.lead_id = any($2::uuid[]) and c.receipt_id is distinct from p.receipt_id
       and r.closed_reason is null`,
    [tenant.tenantId, leadIds],
    'often',
  );
}

/** Says that these records carry, or are about to carry, what is published of their leads. */
export async function catchUpRecords(tenant: TenantSql, records: readonly RecordBehind[]): Promise<void> {
  if (records.length === 0) return;
  await tenant.query(
    `insert into published_records (tenant_id, connection_id, object_type, object_id, receipt_id)
     select $1, r.* from jsonb_to_recordset($2::jsonb) as r("connectionId" uuid, "objectType" text, "objectId" text,
       "receiptId" uuid)
     on conflict (tenant_id, connection_id, object_type, object_id) do update set receipt_id = excluded.receipt_id`,
    [tenant.tenantId, jsonParameter(records)],
    'often',
  );
}

/** Says that the records of these leads do not carry all that they ought to. */
export async function letFallBehind(tenant: TenantSql, leadIds: readonly string[]): Promise<void> {
  if (leadIds.length === 0) return;
  await tenant.query(
    `delete from published_records p using crm_records r where p.tenant_id = $1 and r.tenant_id = $1 and r.lead_id = any($2::uuid[])
       and (p.connection_id, p.object_type, p.object_id) = (r.connection_id, r.object_type, r.object_id)`,
    [tenant.tenantId, leadIds],
    'often',
  );
}

/** All that is published, in pages by lead. */
export async function pageOfPublished(
  tenant: TenantSql,
  afterLeadId: string | undefined,
  limit: number,
): Promise<Published[]> {
  return tenant.query<Published>(
    `select ${COLUMNS} from published where tenant_id = $1 and ($2::uuid is null or lead_id > $2)
     order by lead_id limit $3`,
    [tenant.tenantId, afterLeadId ?? null, limit],
  );
}
