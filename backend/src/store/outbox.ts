import type { ScoreFieldValues } from '@aix/shared-scoring';
import type { ScoreWrite, WriteResult } from '../connectors/crm-record.ts';
import type { Database, TenantSql } from './database.ts';
import { lockIdentities } from './identities.ts';
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

/** Queues writes. A write that waits for the same record, or was given up, is replaced: the newest score wins. */
export async function enqueueWrites(tenant: TenantSql, entries: readonly NewOutboxEntry[]): Promise<void> {
  await tenant.query(
    `insert into outbox (tenant_id, connection_id, object_type, object_id, values)
     select $1, "connectionId", "objectType", "objectId", values
     from jsonb_to_recordset($2::jsonb) as r("connectionId" uuid, "objectType" text, "objectId" text, values jsonb)
     order by "connectionId", "objectType", "objectId"
     on conflict (tenant_id, connection_id, object_type, object_id) do update set values = excluded.values,
       revision = nextval('outbox_revision'), attempts = 0, not_before = '-infinity', dead_at = null, reason = null`,
    [tenant.tenantId, jsonParameter(entries)],
    'often',
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
     from outbox where tenant_id = $1 and connection_id = $2 and not_before <= $3 and dead_at is null
     order by outbox.revision limit $4`,
    [tenant.tenantId, connectionId, now, limit],
  );
}

export async function countWaitingWrites(tenant: TenantSql, connectionId: string): Promise<number> {
  const [row] = await tenant.query<{ count: number }>(
    'select count(*)::int from outbox where tenant_id = $1 and connection_id = $2 and dead_at is null',
    [tenant.tenantId, connectionId],
  );
  return row?.count ?? 0;
}

/** How long a postponed write rests before its next try, in seconds: doubling from 30 s, at most an hour. */
const REST_SECONDS = 'least(3600, 30 * power(2, least(o.attempts, 7)))';

/** After so many tries, a day and more, a write is given up: the fault will not pass by itself. */
const MOST_ATTEMPTS = 30;

/**
 * Records what the CRM said. Written writes leave the queue, and so do those to records that take none any more; postponed ones rest first; rejected ones, and those postponed too
 * often, are dead letters with their reason until a person has them tried again. A write that was replaced meanwhile stays
 * queued, because the CRM has not seen the newest score. Takes `lockIdentities`, since the reading of records changes the same rows, in
 * the order in which the CRM tells them: they would wait for each other in a circle.
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
    is_closed: result.status === 'rejected' && result.closed === true,
    rest_seconds:
      result.status === 'postponed' && result.retryAfterMs ? Math.ceil(result.retryAfterMs / 1000) : null,
  }));
  const values = [tenant.tenantId, connectionId, jsonParameter(rows), now];
  const settledRows = `jsonb_to_recordset($3::jsonb) as r(object_type text, object_id text, revision bigint, status text,
    reason text, is_closed boolean, rest_seconds integer)`;
  const isSame = `o.tenant_id = $1 and o.connection_id = $2 and o.object_type = r.object_type and o.object_id = r.object_id
       and o.revision = r.revision`;
  await lockIdentities(tenant);
  // In the order in which new writes come in, so that neither ever waits for the other in a circle.
  await tenant.query(
    `select from ${settledRows} join outbox o on ${isSame} order by o.object_type, o.object_id for update of o`,
    values.slice(0, 3),
  );
  await tenant.query(
    `update crm_records c set written_at = case when r.status = 'written' then $4 else c.written_at end,
       write_error = case when r.status = 'written' then null else r.reason end,
       closed_reason = case when r.is_closed then r.reason else c.closed_reason end
     from ${settledRows}
     where c.tenant_id = $1 and c.connection_id = $2 and c.object_type = r.object_type and c.object_id = r.object_id
       and r.status <> 'postponed'`,
    values,
  );
  await tenant.query(
    `delete from outbox o using ${settledRows} where ${isSame} and (r.status = 'written' or r.is_closed)`,
    values.slice(0, 3),
  );
  await tenant.query(
    `update outbox o set attempts = o.attempts + 1, reason = r.reason,
       dead_at = case when r.status = 'rejected' or o.attempts + 1 >= ${MOST_ATTEMPTS} then $4::timestamptz end,
       not_before = $4::timestamptz + make_interval(secs => coalesce(r.rest_seconds, ${REST_SECONDS}))
     from ${settledRows} where ${isSame} and r.status <> 'written'`,
    values,
  );
}

/** A write that waits, or was given up. */
export interface QueuedWrite {
  connectionId: string;
  objectType: string;
  objectId: string;
  attempts: number;
  /** What the CRM said last; null before the first try. */
  reason: string | null;
  /** When it was given up; null while it waits. */
  deadAt: Date | null;
}

/** What waits or was given up, dead letters first and the newest of them on top, at most `limit`. */
export async function listQueuedWrites(tenant: TenantSql, limit: number): Promise<QueuedWrite[]> {
  return tenant.query<QueuedWrite>(
    `select connection_id as "connectionId", object_type as "objectType", object_id as "objectId", attempts, reason,
       dead_at as "deadAt"
     from outbox where tenant_id = $1 order by dead_at desc nulls last, revision limit $2`,
    [tenant.tenantId, limit],
  );
}

/** Has every dead letter tried again at once, of one connection if one is given. Returns how many there are. */
export async function retryDeadWrites(tenant: TenantSql, connectionId?: string): Promise<number> {
  const rows = await tenant.query(
    `update outbox set dead_at = null, attempts = 0, not_before = '-infinity'
     where tenant_id = $1 and ($2::uuid is null or connection_id = $2) and dead_at is not null returning object_id`,
    [tenant.tenantId, connectionId ?? null],
  );
  return rows.length;
}

/** The connections that have writes to send now. */
export async function connectionsWithDueWrites(
  database: Database,
  now: Date,
): Promise<{ tenantId: string; connectionId: string }[]> {
  return database.query(
    `select c.tenant_id as "tenantId", c.connection_id as "connectionId" from connections c
     where c.ended_at is null and exists (select from outbox o where o.tenant_id = c.tenant_id and o.connection_id = c.connection_id
       and o.not_before <= $1 and o.dead_at is null)
     order by c.tenant_id, c.connection_id`,
    [now],
  );
}
