import { type Model, modelFromJson } from '@aix/shared-scoring';
import type { TenantSql } from '../store/database.ts';
import { findChampion } from '../store/models.ts';

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
  const stored = await findChampion(tenant);
  if (stored === undefined) return undefined;
  const known = recent.get(tenant.tenantId);
  // The artifact is compared too: a database that began again counts its versions from 1.
  if (known?.version === stored.version && known.artifact === stored.artifact) return known;
  const champion = { ...stored, model: modelFromJson(stored.artifact) };
  recent.delete(tenant.tenantId);
  recent.set(tenant.tenantId, champion);
  if (recent.size > MOST_REMEMBERED) recent.delete(recent.keys().next().value!);
  return champion;
}
