import type { EngagementState } from '@aix/shared-scoring';
import type { TenantSql } from './database.ts';
import { jsonParameter } from './json-parameter.ts';

/** What a lead's events left behind, as it is stored. */
export interface StoredEngagement {
  leadId: string;
  /** Folded from all of the lead's events. None of them is later than `lastEventAt`. */
  state: EngagementState;
  /** The same without the events of unsigned visitors, which must not move a lead across a band. Often equal to `state`. */
  signedState: EngagementState;
  hasUnsigned: boolean;
  /** The signals it was folded with; older than the tenant's until it is folded again. */
  signalsVersion: number;
  lastEventAt: Date;
}

interface EngagementRow {
  lead_id: string;
  state: EngagementState;
  signed_state: EngagementState | null;
  signals_version: number;
  last_event_at: Date;
}

/** The engagement of each of these leads; leads that did nothing yet are absent. */
export async function engagementOfLeads(
  tenant: TenantSql,
  leadIds: readonly string[],
): Promise<Map<string, StoredEngagement>> {
  const rows = await tenant.query<EngagementRow>(
    `select lead_id, state, signed_state, signals_version, last_event_at from engagement
     where tenant_id = $1 and lead_id = any($2::uuid[])`,
    [tenant.tenantId, leadIds],
  );
  return new Map(
    rows.map(row => [
      row.lead_id,
      {
        leadId: row.lead_id,
        state: row.state,
        signedState: row.signed_state ?? row.state,
        hasUnsigned: row.signed_state !== null,
        signalsVersion: row.signals_version,
        lastEventAt: row.last_event_at,
      },
    ]),
  );
}

/** Replaces the engagement of these leads. Only under `lockEngagement`. */
export async function saveEngagement(
  tenant: TenantSql,
  engagements: readonly StoredEngagement[],
): Promise<void> {
  if (engagements.length === 0) return;
  await tenant.query(
    `insert into engagement as e (tenant_id, lead_id, state, signed_state, signals_version, last_event_at)
     select $1, * from unnest($2::uuid[], $3::jsonb[], $4::jsonb[], $5::integer[], $6::timestamptz[])
     on conflict (tenant_id, lead_id) do update set state = excluded.state, signed_state = excluded.signed_state,
       signals_version = excluded.signals_version, last_event_at = excluded.last_event_at`,
    [
      tenant.tenantId,
      engagements.map(({ leadId }) => leadId),
      engagements.map(({ state }) => jsonParameter(state)),
      engagements.map(({ hasUnsigned, signedState }) => (hasUnsigned ? jsonParameter(signedState) : null)),
      engagements.map(({ signalsVersion }) => signalsVersion),
      engagements.map(({ lastEventAt }) => lastEventAt),
    ],
  );
}

/** Forgets the engagement of leads that have no events any more. Only under `lockEngagement`. */
export async function deleteEngagement(tenant: TenantSql, leadIds: readonly string[]): Promise<void> {
  await tenant.query('delete from engagement where tenant_id = $1 and lead_id = any($2::uuid[])', [
    tenant.tenantId,
    leadIds,
  ]);
}

/** Leads whose engagement was folded with other signals than these, in pages by id. */
export async function pageOfOutdatedEngagement(
  tenant: TenantSql,
  signalsVersion: number,
  limit: number,
): Promise<string[]> {
  const rows = await tenant.query<{ lead_id: string }>(
    `select lead_id from engagement where tenant_id = $1 and signals_version <> $2 order by lead_id limit $3`,
    [tenant.tenantId, signalsVersion, limit],
  );
  return rows.map(row => row.lead_id);
}

/**
 * Until the transaction ends, no other one adds a tenant's events, moves them between leads or folds them. Whoever needs
 * `lockIdentities` too takes that first.
 */
export async function lockEngagement(tenant: TenantSql): Promise<void> {
  await tenant.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `engagement of ${tenant.tenantId}`,
  ]);
}
