import type { Database, TenantSql } from './database.ts';

/** How far a tenant's nightly work is. */
export interface TenantNight {
  tenantId: string;
  /** When it was last done; before the first time, when the tenant came. */
  since: Date;
  /** It never had a model, and every CRM that it connected is mapped and has been read. */
  awaitsModel: boolean;
}

/** The nights of all tenants, the longest undone first. */
export async function nightsOfTenants(database: Database): Promise<TenantNight[]> {
  return database.query(
    `select t.tenant_id as "tenantId", coalesce(t.nightly_done_at, t.created_at) as since,
       t.nightly_done_at is null
         and not exists (select from models m where m.tenant_id = t.tenant_id)
         and exists (select from connections c where c.tenant_id = t.tenant_id)
         and not exists (select from connections c where c.tenant_id = t.tenant_id and (c.read_at is null or c.mappings = '[]'))
         as "awaitsModel"
     from tenants t order by since, t.tenant_id`,
  );
}

export async function saveNightlyDone(tenant: TenantSql, at: Date): Promise<void> {
  await tenant.query('update tenants set nightly_done_at = $2 where tenant_id = $1', [tenant.tenantId, at]);
}
