import type { Database, TenantSql } from '../database.ts';

/** Notes that the reader of a channel's address is asked to confirm it. */
export async function noteConfirmationRequest(
  tenant: TenantSql,
  channelId: string,
  askedAt: Date,
): Promise<void> {
  await tenant.query(
    `insert into confirmation_requests (tenant_id, channel_id, asked_at) values ($1, $2, $3) on conflict do nothing`,
    [tenant.tenantId, channelId, askedAt],
  );
}

/** How often addresses of a tenant were asked since a time, and when this channel's was asked last; null where it was not. */
export async function confirmationRequests(
  tenant: TenantSql,
  channelId: string,
  since: Date,
): Promise<{ count: number; lastOfChannel: Date | null }> {
  const [row] = await tenant.query<{ count: number; lastOfChannel: Date | null }>(
    `select count(*)::integer as count, max(asked_at) filter (where channel_id = $2) as "lastOfChannel"
     from confirmation_requests where tenant_id = $1 and asked_at > $3`,
    [tenant.tenantId, channelId, since],
  );
  return row!;
}

/** Has a channel send from now on; again changes nothing. @returns whether there is such a channel */
export async function confirmChannel(tenant: TenantSql, channelId: string, at: Date): Promise<boolean> {
  const confirmed = await tenant.query(
    `update alert_channels set confirmed_at = coalesce(confirmed_at, $3)
     where tenant_id = $1 and channel_id = $2 returning channel_id`,
    [tenant.tenantId, channelId, at],
  );
  return confirmed.length > 0;
}

/** Forgets, for all tenants, who was asked before a time. */
export async function forgetConfirmationRequests(database: Database, before: Date): Promise<void> {
  await database.query('delete from confirmation_requests where asked_at < $1', [before]);
}
