import { type Model, modelFromJson } from '@aix/shared-scoring';
import type { TenantSql } from '../store/database.ts';
import { findChampion, findModel, type ModelName, readArtifact } from '../store/models.ts';

/** The model that serves a tenant, ready to use. */
export interface Champion {
  version: number;
  artifact: string;
  model: Model;
}

/** Models as last used, since reading one from JSON costs milliseconds and a card must not wait for it. */
const recent = new Map<string, Champion>();
const MOST_REMEMBERED = 50;

/** The tenant's champion; undefined before the first training. */
export async function loadChampion(tenant: TenantSql): Promise<Champion | undefined> {
  const name = await findChampion(tenant);
  return name && loadNamedModel(tenant, name);
}

/** The model of a version, ready to use, serving or retired; undefined when there is none. */
export async function loadModel(tenant: TenantSql, version: number): Promise<Champion | undefined> {
  const name = await findModel(tenant, version);
  return name && loadNamedModel(tenant, name);
}

/** The model of a name that the store gave. */
export async function loadNamedModel(
  tenant: TenantSql,
  { version, trainedAt }: ModelName,
): Promise<Champion> {
  const key = `${tenant.tenantId} ${version} ${trainedAt.getTime()}`;
  const known = recent.get(key);
  if (known !== undefined) return known;
  const artifact = await readArtifact(tenant, version);
  const champion = { version, artifact, model: modelFromJson(artifact) };
  recent.set(key, champion);
  if (recent.size > MOST_REMEMBERED) recent.delete(recent.keys().next().value!);
  return champion;
}
