import type { TenantSql } from './database.ts';

/** From where to look for further records without a score; undefined before the first look. */
export async function furtherCursor(tenant: TenantSql, connectionId: string): Promise<string | undefined> {
  const [row] = await tenant.query<{ further_cursor: string | null }>(
    'select further_cursor from connections where tenant_id = $1 and connection_id = $2',
    [tenant.tenantId, connectionId],
  );
  return row?.further_cursor ?? undefined;
}

/** From where the next look goes on. */
export async function saveFurtherCursor(
  tenant: TenantSql,
  connectionId: string,
  cursor: string,
): Promise<void> {
  await tenant.query(
    'update connections set further_cursor = $3 where tenant_id = $1 and connection_id = $2',
    [tenant.tenantId, connectionId, cursor],
  );
}
