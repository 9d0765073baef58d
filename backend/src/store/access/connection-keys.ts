import type { Certificate } from '../../security/certificates.ts';
import type { TenantSql } from '../database.ts';

/** A certificate that verifies calls of an org. */
export interface ConnectionKey {
  fingerprint: string;
  registeredAt: Date;
  validUntil: Date;
  /** When it stops to count because another one took its place; null for the one that stands in the org now. */
  endsAt: Date | null;
}

/** Certificates that verify calls of a connection at `now`, PEM; the newest first. */
export async function certificatesInForce(
  tenant: TenantSql,
  connectionId: string,
  now: Date,
): Promise<string[]> {
  const rows = await tenant.query<{ certificate: string }>(
    `select certificate from connection_keys where tenant_id = $1 and connection_id = $2
       and valid_from <= $3 and valid_until > $3 and (ends_at is null or ends_at > $3)
     order by registered_at desc limit 4`,
    [tenant.tenantId, connectionId, now],
  );
  return rows.map(row => row.certificate);
}

/**
 * Makes these certificates the ones that stand in the org. Others stay in force until `formerEndAt`; those that end before that stay
 * as they were.
 * @returns the fingerprints of those that did not stand there before
 */
export async function registerKeys(
  tenant: TenantSql,
  { connectionId, certificates, now, formerEndAt }: KeyRegistration,
): Promise<string[]> {
  const fingerprints = certificates.map(({ fingerprint }) => fingerprint);
  await tenant.query(
    `update connection_keys set ends_at = $4 where tenant_id = $1 and connection_id = $2 and ends_at is null
       and fingerprint <> all($3::text[])`,
    [tenant.tenantId, connectionId, fingerprints, formerEndAt],
  );
  const registered: string[] = [];
  for (const { fingerprint, pem, validFrom, validUntil } of certificates) {
    const rows = await tenant.query(
      `insert into connection_keys as k (tenant_id, connection_id, fingerprint, certificate, valid_from, valid_until,
         registered_at) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (tenant_id, connection_id, fingerprint) do update set ends_at = null,
         registered_at = excluded.registered_at where k.ends_at is not null
       returning fingerprint`,
      [tenant.tenantId, connectionId, fingerprint, pem, validFrom, validUntil, now],
    );
    if (rows.length > 0) registered.push(fingerprint);
  }
  return registered;
}

export interface KeyRegistration {
  connectionId: string;
  certificates: readonly Certificate[];
  now: Date;
  formerEndAt: Date;
}

/** The keys that verify calls of a connection at `now`, the newest first. */
export async function keysInForce(
  tenant: TenantSql,
  connectionId: string,
  now: Date,
): Promise<ConnectionKey[]> {
  return tenant.query<ConnectionKey>(
    `select fingerprint, registered_at as "registeredAt", valid_until as "validUntil", ends_at as "endsAt"
     from connection_keys where tenant_id = $1 and connection_id = $2
       and valid_from <= $3 and valid_until > $3 and (ends_at is null or ends_at > $3) order by registered_at desc`,
    [tenant.tenantId, connectionId, now],
  );
}
