import type { TenantSql } from '../database.ts';

/** One limit of one connection. */
export interface Lane {
  connectionId: string;
  lane: string;
  /** Between two requests, milliseconds. */
  spacingMs: number;
  /** Requests that may go at once after a quiet time. */
  burst: number;
}

/**
 * Gives the next `count` moments at which a request may be sent, `spacingMs` apart, to whoever asks, in whichever process. The
 * database's clock is the one that counts. Nothing is saved up before the first.
 * @returns milliseconds until the first of them; negative or 0 is now
 */
export async function takeSlots(
  tenant: TenantSql,
  { connectionId, lane, spacingMs, burst }: Lane,
  count: number,
): Promise<number> {
  const [row] = await tenant.query<{ waitMs: number }>(
    `insert into request_slots as s (tenant_id, connection_id, lane, last_slot)
     values ($1, $2, $3, clock_timestamp() + $4::float8 * $6::int * interval '1 millisecond')
     on conflict (tenant_id, connection_id, lane) do update set last_slot = greatest(
         s.last_slot + $4::float8 * interval '1 millisecond',
         clock_timestamp() - $4::float8 * ($5::int - 1) * interval '1 millisecond')
       + $4::float8 * ($6::int - 1) * interval '1 millisecond'
     returning (extract(epoch from last_slot - clock_timestamp()) * 1000 - $4::float8 * ($6::int - 1))::float8 as "waitMs"`,
    [tenant.tenantId, connectionId, lane, spacingMs, burst, count],
  );
  return row!.waitMs;
}

/** Lets nobody send for that long, in any process, because the platform said so. */
export async function pauseSlots(
  tenant: TenantSql,
  { connectionId, lane, spacingMs }: Omit<Lane, 'burst'>,
  durationMs: number,
): Promise<void> {
  await tenant.query(
    `insert into request_slots as s (tenant_id, connection_id, lane, last_slot)
     values ($1, $2, $3, clock_timestamp() + ($5::float8 - $4::float8) * interval '1 millisecond')
     on conflict (tenant_id, connection_id, lane) do update set last_slot = greatest(s.last_slot, excluded.last_slot)`,
    [tenant.tenantId, connectionId, lane, spacingMs, durationMs],
  );
}
