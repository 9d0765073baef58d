import type { WriteKeyKind } from '../security/write-keys.ts';
import type { Database, TenantSql } from './database.ts';

/** What is kept of a write key. */
export interface WriteKey {
  keyId: string;
  kind: WriteKeyKind;
  name: string;
  /** Where a public key may be used from; empty for secret keys. */
  allowedOrigins: string[];
  createdAt: Date;
  revokedAt: Date | null;
}

const COLUMNS = `key_id as "keyId", kind, name, allowed_origins as "allowedOrigins", created_at as "createdAt",
  revoked_at as "revokedAt"`;

export async function saveWriteKey(
  tenant: TenantSql,
  {
    keyId,
    kind,
    name,
    allowedOrigins,
    createdAt,
    keyHash,
  }: Omit<WriteKey, 'revokedAt'> & { keyHash: string },
): Promise<void> {
  await tenant.query(
    `insert into write_keys (tenant_id, key_id, kind, name, key_hash, allowed_origins, created_at)
     values ($1, $2, $3, $4, $5, $6::text[], $7)`,
    [tenant.tenantId, keyId, kind, name, keyHash, allowedOrigins, createdAt],
  );
}

/** All keys, revoked ones too, newest first. */
export async function listWriteKeys(tenant: TenantSql): Promise<WriteKey[]> {
  return tenant.query(
    `select ${COLUMNS} from write_keys where tenant_id = $1 order by created_at desc, key_id`,
    [tenant.tenantId],
  );
}

/** Ends a key; one that is revoked already keeps its time. @returns whether there is such a key */
export async function revokeWriteKey(tenant: TenantSql, keyId: string, at: Date): Promise<boolean> {
  const rows = await tenant.query(
    `update write_keys set revoked_at = coalesce(revoked_at, $3) where tenant_id = $1 and key_id = $2 returning key_id`,
    [tenant.tenantId, keyId, at],
  );
  return rows.length > 0;
}

/** Hashes of the secret keys in force, which vouch for identities. */
export async function secretKeyHashes(tenant: TenantSql): Promise<string[]> {
  const rows = await tenant.query<{ key_hash: string }>(
    `select key_hash from write_keys where tenant_id = $1 and kind = 'secret' and revoked_at is null`,
    [tenant.tenantId],
  );
  return rows.map(row => row.key_hash);
}

/** The key in force with this hash, and whose it is; undefined when there is none. */
export async function findWriteKey(
  database: Database,
  keyHash: string,
): Promise<(WriteKey & { tenantId: string }) | undefined> {
  const [row] = await database.query<WriteKey & { tenantId: string }>(
    `select tenant_id as "tenantId", ${COLUMNS} from write_keys where key_hash = $1 and revoked_at is null`,
    [keyHash],
  );
  return row;
}
