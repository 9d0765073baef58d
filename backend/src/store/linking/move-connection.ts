import type { Envelope } from '../../security/envelope.ts';
import { readTokens, sealTokens } from '../connections.ts';
import type { Sql, TenantSql } from '../database.ts';
import { deleteTenantRows } from '../tenants.ts';

/** A connection that goes from one tenant to another. */
export interface Move {
  connectionId: string;
  from: TenantSql;
  to: TenantSql;
}

/**
 * Gives a connection, of which nothing is left that was read, to another tenant: tokens are sealed anew, its certificates, its place
 * in the telling of changes and its counts of calls come along, and everything will be read from the start. Needs the owner's rights.
 */
export async function moveConnection(envelope: Envelope, { connectionId, from, to }: Move): Promise<void> {
  // The lock waits for whoever renews the tokens just now.
  const tokens = await readTokens(from, envelope, connectionId, { lock: true });
  await from.query(
    `update connections set tenant_id = $3, tokens = $4, read_cursor = null, read_at = null, activity_cursor = null,
       history_cursor = null, unread = '[]' where tenant_id = $1 and connection_id = $2`,
    [from.tenantId, connectionId, to.tenantId, sealTokens(to, envelope, connectionId, tokens)],
  );
}

/** Gives what does not hang on leads to another tenant (write keys, so that senders go on, and the log), and removes all else. */
export async function dissolveTenant({ from, to }: Omit<Move, 'connectionId'>): Promise<void> {
  for (const table of ['write_keys', 'setup_log'])
    await from.query(`update ${table} set tenant_id = $2 where tenant_id = $1`, [from.tenantId, to.tenantId]);
  await deleteTenantRows(from);
}

/** Adds to a tenant the fields that another one has besides. */
export async function adoptFields({ from, to }: Omit<Move, 'connectionId'>): Promise<void> {
  await to.query(
    `update tenants t set fields = t.fields || coalesce((
         select jsonb_agg(theirs.field order by theirs.place) from tenants f,
           jsonb_array_elements(f.fields) with ordinality as theirs(field, place)
         where f.tenant_id = $2 and not exists (
           select from jsonb_array_elements(t.fields) as ours(field) where ours.field->>'name' = theirs.field->>'name')), '[]')
     where t.tenant_id = $1`,
    [to.tenantId, from.tenantId],
  );
}

/**
 * Makes a tenant like another one, under its own name: the same settings, the model that serves and the signals it learned, so
 * that scores go on; nothing of leads.
 */
export async function splitTenant(
  sql: Sql,
  { from, to, name }: Omit<Move, 'connectionId'> & { name: string },
): Promise<void> {
  const ids = [from.tenantId, to.tenantId];
  await sql.query(
    `insert into tenants (tenant_id, name, horizon_days, fields, left_out, band_thresholds, points_per_log_odds, mid_log_odds,
       working_hours)
     select $2, $3, horizon_days, fields, left_out, band_thresholds, points_per_log_odds, mid_log_odds, working_hours
     from tenants where tenant_id = $1`,
    [...ids, name],
  );
  await sql.query(
    `insert into models (tenant_id, version, status, trained_at, artifact)
     select $2, version, status, trained_at, artifact from models where tenant_id = $1 and status = 'champion'`,
    ids,
  );
  await sql.query(
    `insert into signal_sets (tenant_id, version, learned_at, leads, conversions, signals)
     select $2, version, learned_at, leads, conversions, signals from signal_sets where tenant_id = $1
     order by version desc limit 1`,
    ids,
  );
}
