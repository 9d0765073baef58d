import type { Band, Crossing } from '@aix/shared-scoring';
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

/** From the lowest upwards, in SQL. */
const THRESHOLDS = `array['nurture', 'warm', 'hot']`;

/** Keeps crossings. */
export async function saveCrossings(tenant: TenantSql, crossings: readonly StoredCrossing[]): Promise<void> {
  if (crossings.length === 0) return;
  await tenant.query(
    `insert into crossings (tenant_id, token, lead_id, threshold, direction, receipt_id, crossed_at)
     select $1, r.* from jsonb_to_recordset($2::jsonb) as r(token text, "leadId" uuid, threshold text, direction text,
       "receiptId" uuid, "crossedAt" timestamptz)`,
    [tenant.tenantId, jsonParameter(crossings)],
    'often',
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

/** A record whose lead passed from one band into another. */
export interface BandChange {
  objectType: string;
  objectId: string;
  direction: Crossing['direction'];
  /** Where it arrived; where it is now can be another one. */
  band: Band;
  crossedAt: Date;
}

/**
 * Which records of a connection went into another band since a time, newest first, at most `limit`. One that skipped a band is one
 * change, and a first score is one, too, unless it is Low.
 */
export async function bandChanges(
  tenant: TenantSql,
  { connectionId, since, limit }: { connectionId: string; since: Date; limit: number },
): Promise<BandChange[]> {
  return tenant.query<BandChange>(
    `select r.object_type as "objectType", r.object_id as "objectId", c.direction, c.crossed_at as "crossedAt",
       case when c.direction = 'up' then initcap(c.threshold)
         else (array['Low', 'Nurture', 'Warm'])[array_position(${THRESHOLDS}, c.threshold)] end as band
     from crossings c
     join crm_records r on r.tenant_id = $1 and r.connection_id = $2 and r.lead_id = c.lead_id and r.gone_at is null
     where c.tenant_id = $1 and c.crossed_at >= $3 and not exists (select 1 from crossings further
       where further.tenant_id = $1 and further.lead_id = c.lead_id and further.receipt_id = c.receipt_id
         and further.crossed_at = c.crossed_at and case c.direction
           when 'up' then array_position(${THRESHOLDS}, further.threshold) > array_position(${THRESHOLDS}, c.threshold)
           else array_position(${THRESHOLDS}, further.threshold) < array_position(${THRESHOLDS}, c.threshold) end)
     order by c.crossed_at desc, c.token, r.object_id limit $4`,
    [tenant.tenantId, connectionId, since, limit],
  );
}
