import type { TenantSql } from './database.ts';

/** A trained model as it is kept: its artifact is the JSON text that `modelFromJson` reads. */
export interface StoredModel {
  version: number;
  trainedAt: Date;
  artifact: string;
}

/** The model that serves; undefined before the first training. */
export async function findChampion(tenant: TenantSql): Promise<StoredModel | undefined> {
  const [row] = await tenant.query<{ version: number; trained_at: Date; artifact: string }>(
    `select version, trained_at, artifact from models where tenant_id = $1 and status = 'champion'`,
    [tenant.tenantId],
  );
  return row && { version: row.version, trainedAt: row.trained_at, artifact: row.artifact };
}

/** Retires the champion and puts a new model in its place. Returns the new version, one above the highest so far. */
export async function releaseModel(tenant: TenantSql, artifact: string, trainedAt: Date): Promise<number> {
  await tenant.query(`update models set status = 'retired' where tenant_id = $1 and status = 'champion'`, [
    tenant.tenantId,
  ]);
  const [row] = await tenant.query<{ version: number }>(
    `insert into models (tenant_id, version, status, trained_at, artifact)
     select $1, coalesce(max(version), 0) + 1, 'champion', $3, $2 from models where tenant_id = $1
     returning version`,
    [tenant.tenantId, artifact, trainedAt],
  );
  return row!.version;
}
