import type { TenantSql } from '../database.ts';
import { jsonParameter } from '../json-parameter.ts';

/** What can be done about a connection. */
export type SetupAction =
  | 'connected'
  | 'key_registered'
  | 'key_refused'
  | 'access_lost'
  | 'link_code_shown'
  | 'link_refused'
  | 'linked'
  | 'unlinked'
  | 'backfill_asked'
  | 'disconnected'
  | 'purged';

/** One line of the log that outlives connections. */
export interface SetupEntry {
  at: Date;
  /** A CRM's user id, a session's person, or "AIX" for what happens by itself. */
  person: string;
  action: SetupAction;
  connectionId: string | null;
  /** No secrets, no personal data. */
  detail: Readonly<Record<string, unknown>>;
}

export async function logSetup(tenant: TenantSql, entry: SetupEntry): Promise<void> {
  const { at, person, action, connectionId, detail } = entry;
  await tenant.query(
    `insert into setup_log (tenant_id, at, person, action, connection_id, detail) values ($1, $2, $3, $4, $5, $6::jsonb)`,
    [tenant.tenantId, at, person, action, connectionId, jsonParameter(detail)],
  );
}

/** The log, newest first, at most `limit`. */
export async function listSetupLog(tenant: TenantSql, limit: number): Promise<SetupEntry[]> {
  return tenant.query<SetupEntry>(
    `select at, person, action, connection_id as "connectionId", detail from setup_log
     where tenant_id = $1 order by entry_id desc limit $2`,
    [tenant.tenantId, limit],
  );
}

/** How often something was done about a connection since a time. */
export async function countSetup(
  tenant: TenantSql,
  { action, connectionId, since }: { action: SetupAction; connectionId: string; since: Date },
): Promise<number> {
  const [row] = await tenant.query<{ count: number }>(
    `select count(*)::int as count from setup_log
     where tenant_id = $1 and action = $2 and connection_id = $3 and at > $4`,
    [tenant.tenantId, action, connectionId, since],
  );
  return row!.count;
}
