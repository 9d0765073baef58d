import type { TenantSql } from './database.ts';

/** Names a trained model. The time tells it from one of the same number in a database that began again. */
export interface ModelName {
  version: number;
  trainedAt: Date;
}

const NAME = 'version, trained_at as "trainedAt"';

/** The model that serves; undefined before the first training. */
export async function findChampion(tenant: TenantSql): Promise<ModelName | undefined> {
  const [row] = await tenant.query<ModelName>(
    `select ${NAME} from models where tenant_id = $1 and status = 'champion'`,
    [tenant.tenantId],
    'often',
  );
  return row;
}

/** The model of a version, serving or retired; undefined when there is none. */
export async function findModel(tenant: TenantSql, version: number): Promise<ModelName | undefined> {
  const [row] = await tenant.query<ModelName>(
    `select ${NAME} from models where tenant_id = $1 and version = $2`,
    [tenant.tenantId, version],
    'often',
  );
  return row;
}

/** A model's artifact, the JSON text that `modelFromJson` reads; up to some megabytes. */
export async function readArtifact(tenant: TenantSql, version: number): Promise<string> {
  const [row] = await tenant.query<{ artifact: string }>(
    'select artifact from models where tenant_id = $1 and version = $2',
    [tenant.tenantId, version],
  );
  if (row === undefined)
    throw new RangeError(`readArtifact requires a version that there is, got ${version}`);
  return row.artifact;
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
