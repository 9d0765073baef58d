import type { Sql, TenantSql } from '../database.ts';

/** A code that was shown in a connection. */
export interface LinkCode {
  tenantId: string;
  /** The connection in which it was shown. */
  connectionId: string;
  expiresAt: Date;
  /** The connection that was linked by it; null until then. */
  redeemedBy: string | null;
}

/** Keeps the digest of a connection's code; one that was shown before holds no more. */
export async function saveLinkCode(
  tenant: TenantSql,
  { connectionId, digest, expiresAt }: { connectionId: string; digest: Buffer; expiresAt: Date },
): Promise<void> {
  await tenant.query(
    `insert into link_codes (tenant_id, connection_id, digest, expires_at) values ($1, $2, $3, $4)
     on conflict (tenant_id, connection_id) do update set digest = excluded.digest, expires_at = excluded.expires_at,
       redeemed_by = null`,
    [tenant.tenantId, connectionId, digest, expiresAt],
  );
}

/** The code with a digest, whose ever it is; it stays locked until the transaction ends, so that one alone redeems it. */
export async function lockLinkCode(sql: Sql, digest: Buffer): Promise<LinkCode | undefined> {
  const [row] = await sql.query<LinkCode>(
    `select tenant_id as "tenantId", connection_id as "connectionId", expires_at as "expiresAt",
       redeemed_by as "redeemedBy" from link_codes where digest = $1 for update`,
    [digest],
  );
  return row;
}

/** Says that a code was redeemed; it holds no more for anybody else. */
export async function noteRedeemed(
  tenant: TenantSql,
  { connectionId, redeemedBy }: { connectionId: string; redeemedBy: string },
): Promise<void> {
  await tenant.query('update link_codes set redeemed_by = $3 where tenant_id = $1 and connection_id = $2', [
    tenant.tenantId,
    connectionId,
    redeemedBy,
  ]);
}
