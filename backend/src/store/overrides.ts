import type { Band } from '@aix/shared-scoring';
import type { Database, TenantSql } from './database.ts';

/** A band that a person set beside the model's. */
export interface Override {
  overrideId: string;
  leadId: string;
  band: Band;
  reason: string;
  setBy: string;
  setAt: Date;
  endsAt: Date;
  undoneAt: Date | null;
  undoneBy: string | null;
}

const COLUMNS = `override_id as "overrideId", lead_id as "leadId", band, reason, set_by as "setBy", set_at as "setAt",
  ends_at as "endsAt", undone_at as "undoneAt", undone_by as "undoneBy"`;

/** Adds an override. Of several of a lead that have not ended the latest holds. */
export async function saveOverride(
  tenant: TenantSql,
  override: Omit<Override, 'undoneAt' | 'undoneBy'>,
): Promise<void> {
  await tenant.query(
    `insert into overrides (tenant_id, override_id, lead_id, band, reason, set_by, set_at, ends_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      tenant.tenantId,
      override.overrideId,
      override.leadId,
      override.band,
      override.reason,
      override.setBy,
      override.setAt,
      override.endsAt,
    ],
  );
}

/** The override that holds for each of these leads at a time; leads without one are absent. */
export async function activeOverrides(
  tenant: TenantSql,
  leadIds: readonly string[],
  at: Date,
): Promise<Map<string, Override>> {
  const rows = await tenant.query<Override>(
    `select distinct on (lead_id) ${COLUMNS} from overrides
     where tenant_id = $1 and lead_id = any($2::uuid[]) and undone_at is null and ends_at > $3
     order by lead_id, set_at desc, override_id`,
    [tenant.tenantId, leadIds, at],
    'often',
  );
  return new Map(rows.map(row => [row.leadId, row]));
}

/** A lead's overrides, latest first, those that have ended included. */
export async function overridesOfLead(tenant: TenantSql, leadId: string): Promise<Override[]> {
  return tenant.query<Override>(
    `select ${COLUMNS} from overrides where tenant_id = $1 and lead_id = $2 order by set_at desc, override_id`,
    [tenant.tenantId, leadId],
  );
}

/** An override, ended or not; undefined when there is none. */
export async function findOverride(tenant: TenantSql, overrideId: string): Promise<Override | undefined> {
  const [row] = await tenant.query<Override>(
    `select ${COLUMNS} from overrides where tenant_id = $1 and override_id = $2`,
    [tenant.tenantId, overrideId],
  );
  return row;
}

/** Ends an override now. Undefined when there is none that could be ended. */
export async function undoOverride(
  tenant: TenantSql,
  overrideId: string,
  { by, at }: { by: string; at: Date },
): Promise<Override | undefined> {
  const [row] = await tenant.query<Override>(
    `update overrides set undone_at = $3, undone_by = $4
     where tenant_id = $1 and override_id = $2 and undone_at is null and ends_at > $3 returning ${COLUMNS}`,
    [tenant.tenantId, overrideId, at, by],
  );
  return row;
}

/** Leads on whose records an override stands that has ended by now. */
export async function leadsWithEndedOverride(tenant: TenantSql, now: Date, limit: number): Promise<string[]> {
  const rows = await tenant.query<{ lead_id: string }>(
    `select p.lead_id from overrides o
     join published p on p.tenant_id = $1 and p.lead_id = o.lead_id and p.override_id = o.override_id
     where o.tenant_id = $1 and o.undone_at is null and o.ends_at <= $2 order by o.ends_at limit $3`,
    [tenant.tenantId, now, limit],
  );
  return rows.map(row => row.lead_id);
}

/** The tenants that have such leads. */
export async function tenantsWithEndedOverrides(database: Database, now: Date): Promise<string[]> {
  const rows = await database.query<{ tenant_id: string }>(
    `select distinct o.tenant_id from overrides o
     join published p on p.tenant_id = o.tenant_id and p.lead_id = o.lead_id and p.override_id = o.override_id
     where o.undone_at is null and o.ends_at <= $1`,
    [now],
  );
  return rows.map(row => row.tenant_id);
}
