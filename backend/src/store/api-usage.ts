import type { ApiUsage } from '../connectors/crm-connector.ts';
import type { TenantSql } from './database.ts';

/** Calls to one connection's API since the last time they were counted. */
export interface CountedCalls extends ApiUsage {
  connectionId: string;
  at: Date;
}

/** Adds calls to the hour in which they were made. */
export async function countCalls(
  tenant: TenantSql,
  { connectionId, at, calls, limited, day }: CountedCalls,
): Promise<void> {
  await tenant.query(
    `insert into api_usage as u (tenant_id, connection_id, hour, calls, limited, day_used, day_limit, last_call_at)
     values ($1, $2, date_trunc('hour', $3::timestamptz), $4, $5, $6, $7, $3)
     on conflict (tenant_id, connection_id, hour) do update set calls = u.calls + excluded.calls,
       limited = u.limited + excluded.limited, day_used = coalesce(excluded.day_used, u.day_used),
       day_limit = coalesce(excluded.day_limit, u.day_limit), last_call_at = excluded.last_call_at`,
    [tenant.tenantId, connectionId, at, calls, limited, day?.used ?? null, day?.limit ?? null],
  );
}

/** A connection's calls of the last 24 hours. */
export interface DayUsage {
  calls: number;
  /** Of these, how many the platform refused because of a limit. */
  limited: number;
  /** What the platform last said of its own count, which holds every app's calls; null where it tells none. */
  platform: { used: number; limit: number } | null;
}

/** The calls of the 24 hours before `now`, to the hour; connections without any are absent. */
export async function usageOfLastDay(tenant: TenantSql, now: Date): Promise<Map<string, DayUsage>> {
  const rows = await tenant.query<{
    connection_id: string;
    calls: number;
    limited: number;
    day_used: number | null;
    day_limit: number | null;
  }>(
    `select connection_id, sum(calls)::int as calls, sum(limited)::int as limited,
       (array_agg(day_used order by hour desc) filter (where day_used is not null))[1] as day_used,
       (array_agg(day_limit order by hour desc) filter (where day_limit is not null))[1] as day_limit
     from api_usage where tenant_id = $1 and hour > $2::timestamptz - interval '24 hours' group by connection_id`,
    [tenant.tenantId, now],
  );
  return new Map(
    rows.map(({ connection_id, calls, limited, day_used, day_limit }) => [
      connection_id,
      {
        calls,
        limited,
        platform: day_used === null || day_limit === null ? null : { used: day_used, limit: day_limit },
      },
    ]),
  );
}

/** A connection's calls of the last 24 hours, hour by hour, oldest first. */
export async function callsByHour(
  tenant: TenantSql,
  connectionId: string,
  now: Date,
): Promise<{ hour: Date; calls: number }[]> {
  return tenant.query(
    `select hour, calls from api_usage
     where tenant_id = $1 and connection_id = $2 and hour > $3::timestamptz - interval '24 hours' order by hour`,
    [tenant.tenantId, connectionId, now],
  );
}
