import { arrayParameter } from './array-parameter.ts';
import type { TenantSql } from './database.ts';

/** Whose visits do not count. */
export interface OwnTraffic {
  /** Of addresses, in lower case. */
  domains: string[];
  /** In CIDR notation. */
  networks: string[];
}

export async function readOwnTraffic(tenant: TenantSql): Promise<OwnTraffic> {
  const [row] = await tenant.query<OwnTraffic>(
    'select domains, networks from own_traffic where tenant_id = $1',
    [tenant.tenantId],
  );
  return row ?? { domains: [], networks: [] };
}

export async function saveOwnTraffic(tenant: TenantSql, { domains, networks }: OwnTraffic): Promise<void> {
  await tenant.query(
    `insert into own_traffic (tenant_id, domains, networks) values ($1, $2::text[], $3::text[])
     on conflict (tenant_id) do update set domains = excluded.domains, networks = excluded.networks`,
    [tenant.tenantId, domains, networks],
  );
}

/** Why an event is left out. */
export const FILTER_REASONS = [
  'bot',
  'automation',
  'own_network',
  'own_people',
  'machine_open',
  'machine_click',
] as const;
export type FilterReason = (typeof FILTER_REASONS)[number];

/** How many events were left out, by reason. */
export type FilterCounts = Partial<Record<FilterReason, number>>;

/** Adds to the counts of a day. In the order of reasons, so that two transactions never wait for each other. */
export async function countFiltered(tenant: TenantSql, counts: FilterCounts, at: Date): Promise<void> {
  const reasons = FILTER_REASONS.filter(reason => (counts[reason] ?? 0) > 0);
  if (reasons.length === 0) return;
  await tenant.query(
    `insert into filtered_events as f (tenant_id, day, reason, events)
     select $1, $2::date, * from unnest($3::text[], $4::integer[])
     on conflict (tenant_id, day, reason) do update set events = f.events + excluded.events`,
    [
      tenant.tenantId,
      at.toISOString().slice(0, 10),
      arrayParameter(reasons),
      arrayParameter(reasons.map(reason => counts[reason]!)),
    ],
  );
}

/** What was left out since a day, newest first. */
export async function listFiltered(
  tenant: TenantSql,
  since: Date,
): Promise<{ day: string; reason: FilterReason; events: number }[]> {
  return tenant.query(
    `select to_char(day, 'YYYY-MM-DD') as day, reason, events from filtered_events
     where tenant_id = $1 and day >= $2::date order by day desc, reason`,
    [tenant.tenantId, since.toISOString().slice(0, 10)],
  );
}
