import type { ScoreFieldValues } from '@aix/shared-scoring';
import type { ScoreWrite, WriteResult } from '../connectors/crm-connector.ts';
import type { TenantSql } from './database.ts';
import { jsonParameter } from './json-parameter.ts';

/** A write that has still to reach a CRM. */
export interface OutboxEntry extends ScoreWrite {
  /** Tells this write from a newer one for the same record. */
  revision: string;
}

/** A score's values on their way to one record. */
export interface NewOutboxEntry extends ScoreWrite {
  connectionId: string;
}

/** Queues writes. A write that waits for the same record is replaced: the newest score wins. */
export async function enqueueWrites(tenant: TenantSql, entries: readonly NewOutboxEntry[]): Promise<void> {
  await tenant.query(
    `insert into outbox (tenant_id, connection_id, object_type, object_id, values)
     select $1, "connectionId", "objectType", "objectId", values
     from jsonb_to_recordset($2::jsonb) as r("connectionId" uuid, "objectType" text, "objectId" text, values jsonb)
     on conflict (tenant_id, connection_id, object_type, object_id) do update set values = excluded.values,
       revision = nextval('outbox_revision'), attempts = 0, not_before = '-infinity'`,
    [tenant.tenantId, jsonParameter(entries)],
  );
}

/** The oldest writes of a connection that are due, at most `limit`. They stay queued until settled. */
export async function dueWrites(
  tenant: TenantSql,
  connectionId: string,
  now: Date,
  limit: number,
): Promise<OutboxEntry[]> {
  return tenant.query<OutboxEntry & { values: ScoreFieldValues }>(
    `select object_type as "objectType", object_id as "objectId", revision::text, values
     from outbox where tenant_id = $1 and connection_id = $2 and not_before <= $3 order by outbox.revision limit $4`,
    [tenant.tenantId, connectionId, now, limit],
  );
}

export async function countWaitingWrites(tenant: TenantSql, connectionId: string): Promise<number> {
  const [row] = await tenant.query<{ count: number }>(
    'select count(*)::int from outbox where tenant_id = $1 and connection_id = $2',
    [tenant.tenantId, connectionId],
  );
  return row?.count ?? 0;
}

/** How long a postponed write rests before its next try, in seconds: doubling from 30 s, at most an hour. */
const REST_SECONDS = 'least(3600, 30 * power(2, least(o.attempts, 7)))';

/**
 * Records what the CRM said. Written and rejected writes leave the queue, postponed ones rest first. A write that was
 * replaced meanwhile stays queued, because the CRM has not seen the newest score.
 */
export async function settleWrites(
  tenant: TenantSql,
  connectionId: string,
  settled: readonly { entry: OutboxEntry; result: WriteResult }[],
  now: Date,
): Promise<void> {
  const rows = settled.map(({ entry, result }) => ({
    object_type: entry.objectType,
    object_id: entry.objectId,
    revision: entry.revision,
    status: result.status,
    reason: result.status === 'written' ? null : result.reason,
    rest_seconds:
      result.status === 'postponed' && result.retryAfterMs ? Math.ceil(result.retryAfterMs / 1000) : null,
  }));
  const values = [tenant.tenantId, connectionId, jsonParameter(rows), now];
  const settledRows = `jsonb_to_recordset($3::jsonb) as r(object_type text, object_id text, revision bigint, status text,
    reason text, rest_seconds integer)`;
  await tenant.query(
    `update crm_records c set written_at = case when r.status = 'written' then $4 else c.written_at end,
       write_error = case when r.status = 'written' then null else r.reason end
     from ${settledRows}
     where c.tenant_id = $1 and c.connection_id = $2 and c.object_type = r.object_type and c.object_id = r.object_id
       and r.status <> 'postponed'`,
    values,
  );
  await tenant.query(
    `delete from outbox o using ${settledRows}
     where o.tenant_id = $1 and o.connection_id = $2 and o.object_type = r.object_type and o.object_id = r.object_id
       and o.revision = r.revision and r.status <> 'postponed'`,
    values.slice(0, 3),
  );
  await tenant.query(
    `update outbox o set attempts = o.attempts + 1,
       not_before = $4::timestamptz + make_interval(secs => coalesce(r.rest_seconds, ${REST_SECONDS}))
     from ${settledRows}
     where o.tenant_id = $1 and o.connection_id = $2 and o.object_type = r.object_type and o.object_id = r.object_id
       and o.revision = r.revision and r.status = 'postponed'`,
    values,
  );
}
