import type { Crossing } from '@aix/shared-scoring';
import type { TenantSql } from './database.ts';
import { jsonParameter } from './json-parameter.ts';

/** A passage of a published score over a threshold. */
export interface StoredCrossing extends Crossing {
  /** Tells this passage from every other one of any lead. */
  token: string;
  leadId: string;
  receiptId: string;
  crossedAt: Date;
}

/** Keeps crossings. */
export async function saveCrossings(tenant: TenantSql, crossings: readonly StoredCrossing[]): Promise<void> {
  if (crossings.length === 0) return;
  await tenant.query(
    `insert into crossings (tenant_id, token, lead_id, threshold, direction, receipt_id, crossed_at)
     select $1, r.* from jsonb_to_recordset($2::jsonb) as r(token text, "leadId" uuid, threshold text, direction text,
       "receiptId" uuid, "crossedAt" timestamptz)`,
    [tenant.tenantId, jsonParameter(crossings)],
  );
}

/** A lead's crossings, newest first, at most `limit`. */
export async function crossingsOfLead(
  tenant: TenantSql,
  leadId: string,
  limit: number,
): Promise<StoredCrossing[]> {
  return tenant.query<StoredCrossing>(
    `select token, lead_id as "leadId", threshold, direction, receipt_id as "receiptId", crossed_at as "crossedAt"
     from crossings where tenant_id = $1 and lead_id = $2 order by crossed_at desc, token limit $3`,
    [tenant.tenantId, leadId, limit],
  );
}
