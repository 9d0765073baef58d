import type { TenantSql } from '../database.ts';

/** How far reading everything again has come. */
export interface Backfill {
  /** `waiting`: nobody has come to it yet. */
  state: 'waiting' | 'reading' | 'done';
  askedAt: Date;
  begunAt: Date | null;
  doneAt: Date | null;
  /** Records read since it began; a few more than there are when some change meanwhile. */
  read: number;
  /** Records that the CRM counted as it began; null before. */
  of: number | null;
}

/** Asks that everything be read again, unless that is under way. @returns whether it was not */
export async function askBackfill(tenant: TenantSql, connectionId: string, at: Date): Promise<boolean> {
  const rows = await tenant.query(
    `insert into backfills as b (tenant_id, connection_id, asked_at) values ($1, $2, $3)
     on conflict (tenant_id, connection_id) do update set asked_at = excluded.asked_at, begun_at = null, done_at = null,
       records_read = 0, records_counted = null where b.done_at is not null
     returning asked_at`,
    [tenant.tenantId, connectionId, at],
  );
  return rows.length > 0;
}

/** The last backfill of a connection; undefined when none was ever asked for. */
export async function findBackfill(tenant: TenantSql, connectionId: string): Promise<Backfill | undefined> {
  const [row] = await tenant.query<Backfill>(
    `select case when done_at is not null then 'done' when begun_at is not null then 'reading' else 'waiting' end as state,
       asked_at as "askedAt", begun_at as "begunAt", done_at as "doneAt", records_read as "read", records_counted as "of"
     from backfills where tenant_id = $1 and connection_id = $2`,
    [tenant.tenantId, connectionId],
  );
  return row;
}

/**
 * Begins a backfill that waits: the next reading starts from the beginning. Only for whoever reads the connection, between two
 * readings, as one that is under way would put its own cursor back.
 */
export async function beginBackfill(
  tenant: TenantSql,
  { connectionId, counted, at }: { connectionId: string; counted: number; at: Date },
): Promise<void> {
  const [begun] = await tenant.query(
    `update backfills set begun_at = $3, records_counted = $4
     where tenant_id = $1 and connection_id = $2 and begun_at is null returning begun_at`,
    [tenant.tenantId, connectionId, at, counted],
  );
  if (begun === undefined) return;
  await tenant.query(
    `update connections set read_cursor = null, read_at = null, activity_cursor = null, history_cursor = null
     where tenant_id = $1 and connection_id = $2`,
    [tenant.tenantId, connectionId],
  );
}

/** Counts records that a backfill has read; nothing happens while there is none. */
export async function countBackfilled(
  tenant: TenantSql,
  connectionId: string,
  records: number,
): Promise<void> {
  await tenant.query(
    `update backfills set records_read = records_read + $3
     where tenant_id = $1 and connection_id = $2 and begun_at is not null and done_at is null`,
    [tenant.tenantId, connectionId, records],
  );
}

/** Says that everything has been read; nothing happens to a backfill that has not begun. */
export async function endBackfill(tenant: TenantSql, connectionId: string, at: Date): Promise<void> {
  await tenant.query(
    `update backfills set done_at = $3
     where tenant_id = $1 and connection_id = $2 and begun_at is not null and done_at is null`,
    [tenant.tenantId, connectionId, at],
  );
}
