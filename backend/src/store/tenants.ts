import {
  type BandThresholds,
  DEFAULT_WORKING_HOURS,
  type FieldDefinition,
  NotFoundError,
  type ScoreScale,
  type WorkingHours,
} from '@aix/shared-scoring';
import type { Database, Sql, TenantSql } from './database.ts';
import { jsonParameter } from './json-parameter.ts';

export interface Tenant {
  tenantId: string;
  name: string;
  /** Within how many days after its creation a lead counts as converted. */
  horizonDays: number;
  /** The canonical fields a model may use. */
  fields: FieldDefinition[];
  leftOut: LeftOutField[];
  bandThresholds: BandThresholds;
  /** Unset until the first model is trained. */
  scoreScale: ScoreScale | undefined;
  /** When its people work. */
  workingHours: WorkingHours;
}

/** What is said of a tenant when it is added; the rest is set later. */
export type NewTenant = Omit<Tenant, 'scoreScale' | 'workingHours'>;

/** A field that no model of this tenant may use, and the sentence that says why. */
export interface LeftOutField {
  name: string;
  label: string;
  reason: string;
}

/** Adds a tenant, or brings its settings up to date. Its score scale and working hours stay. */
export async function saveTenant(sql: Sql, tenant: NewTenant): Promise<void> {
  await sql.query(
    `insert into tenants (tenant_id, name, horizon_days, fields, left_out, band_thresholds)
     values ($1, $2, $3, $4::jsonb, $5::jsonb, $6::jsonb)
     on conflict (tenant_id) do update set name = excluded.name, horizon_days = excluded.horizon_days,
       fields = excluded.fields, left_out = excluded.left_out, band_thresholds = excluded.band_thresholds`,
    [
      tenant.tenantId,
      tenant.name,
      tenant.horizonDays,
      jsonParameter(tenant.fields),
      jsonParameter(tenant.leftOut),
      jsonParameter(tenant.bandThresholds),
    ],
  );
}

/** @throws NotFoundError ERR_TENANT_NOT_FOUND */
export async function getTenant(tenant: TenantSql): Promise<Tenant> {
  const [row] = await tenant.query<{
    name: string;
    horizon_days: number;
    fields: FieldDefinition[];
    left_out: LeftOutField[];
    band_thresholds: BandThresholds;
    points_per_log_odds: number | null;
    mid_log_odds: number | null;
    working_hours: WorkingHours | null;
  }>(
    `select name, horizon_days, fields, left_out, band_thresholds, points_per_log_odds, mid_log_odds, working_hours
     from tenants where tenant_id = $1`,
    [tenant.tenantId],
    'often',
  );
  if (row === undefined)
    throw new NotFoundError('ERR_TENANT_NOT_FOUND', `There is no tenant ${tenant.tenantId}`);
  return {
    tenantId: tenant.tenantId,
    name: row.name,
    horizonDays: row.horizon_days,
    fields: row.fields,
    leftOut: row.left_out,
    bandThresholds: row.band_thresholds,
    scoreScale:
      row.points_per_log_odds === null || row.mid_log_odds === null
        ? undefined
        : { pointsPerLogOdds: row.points_per_log_odds, midLogOdds: row.mid_log_odds },
    workingHours: row.working_hours ?? DEFAULT_WORKING_HOURS,
  };
}

/** Every tenant of the installation. */
export async function listTenantIds(database: Database): Promise<string[]> {
  const rows = await database.query<{ tenant_id: string }>(
    'select tenant_id from tenants order by tenant_id',
  );
  return rows.map(row => row.tenant_id);
}

/** Says when the tenant's people work. */
export async function setWorkingHours(tenant: TenantSql, hours: WorkingHours): Promise<void> {
  await tenant.query('update tenants set working_hours = $2::jsonb where tenant_id = $1', [
    tenant.tenantId,
    jsonParameter(hours),
  ]);
}

/** Fixes the tenant's score scale; a scale that is already there stays. */
export async function fixScoreScale(tenant: TenantSql, scale: ScoreScale): Promise<void> {
  await tenant.query(
    `update tenants set points_per_log_odds = $2, mid_log_odds = $3
     where tenant_id = $1 and points_per_log_odds is null`,
    [tenant.tenantId, scale.pointsPerLogOdds, scale.midLogOdds],
  );
}

/** Removes a tenant with everything that is kept of it; nothing happens when there is none. */
export async function deleteTenant(database: Database, tenantId: string): Promise<void> {
  await database.withTenant(tenantId, deleteTenantRows);
}

/** The same, within a transaction. */
export async function deleteTenantRows(tenant: TenantSql): Promise<void> {
  for (const table of TENANT_TABLES)
    await tenant.query(`delete from ${table} where tenant_id = $1`, [tenant.tenantId]);
}

/** Every table with rows of tenants, in an order in which they can be emptied. */
const TENANT_TABLES = [
  'setup_log',
  'link_codes',
  'backfills',
  'answered_requests',
  'connection_keys',
  'published_records',
  'published',
  'digest_crossings',
  'deliveries',
  'alert_channels',
  'confirmation_requests',
  'next_steps',
  'crossings',
  'feedback',
  'overrides',
  'receipts',
  'api_usage',
  'request_slots',
  'dirty_leads',
  'engagement',
  'events',
  'events_aside',
  'visitors',
  'own_traffic',
  'filtered_events',
  'erased_identities',
  'signal_sets',
  'write_keys',
  'lead_merges',
  'outbox',
  'change_feeds',
  'told_changes',
  'field_changes',
  'scores',
  'models',
  'identities',
  'told_outcomes',
  'waiting_actions',
  'crm_records',
  'leads',
  'connections',
  'tenants',
];
