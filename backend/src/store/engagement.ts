import type { EngagementState } from '@aix/shared-scoring';
import { arrayParameter } from './array-parameter.ts';
import type { TenantSql } from './database.ts';
import { uuidArray } from './uuid-array.ts';

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
  /** How often it was saved; 0 before the first time. */
  revision: number;
}

interface EngagementRow {
  lead_id: string;
  state: EngagementState;
  signed_state: EngagementState | null;
  signals_version: number;
  last_event_at: Date;
  revision: number;
}

/** The engagement of each of these leads; leads that did nothing yet are absent. */
export async function engagementOfLeads(
  tenant: TenantSql,
  leadIds: readonly string[],
): Promise<Map<string, StoredEngagement>> {
  const rows = await tenant.query<EngagementRow>(
    `select lead_id, state, signed_state, signals_version, last_event_at, revision from engagement
     where tenant_id = $1 and lead_id = any($2::uuid[])`,
    [tenant.tenantId, uuidArray(leadIds)],
    'often',
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
        revision: row.revision,
      },
    ]),
  );
}

/**
 * Replaces the engagement of these leads, each by what was folded from its present revision. Locks their rows until the
 * transaction ends, and waits for others that did; so that none wait for each other, leads come in the order of their ids.
 * @returns the leads whose engagement moved meanwhile: it stays, and has to be folded again
 */
export async function saveEngagement(
  tenant: TenantSql,
  engagements: readonly StoredEngagement[],
): Promise<string[]> {
  const inOrder = [...engagements].sort((a, b) => (a.leadId < b.leadId ? -1 : 1));
  // Hardly ever did one move: then there is no need to send their ids back.
  const [saved] = await tenant.query<{ count: number; ids: string[] | null }>(
    `with saved as (
       insert into engagement as e (tenant_id, lead_id, state, signed_state, signals_version, last_event_at, revision)
       select $1, * from unnest($2::uuid[], $3::json[], $4::json[], $5::integer[], $6::timestamptz[], $7::integer[])
       on conflict (tenant_id, lead_id) do update set state = excluded.state, signed_state = excluded.signed_state,
         signals_version = excluded.signals_version, last_event_at = excluded.last_event_at, revision = excluded.revision
         where e.revision = excluded.revision - 1
       returning lead_id)
     select count(*)::int, case when count(*) < $8 then json_agg(lead_id) end as ids from saved`,
    [
      tenant.tenantId,
      uuidArray(inOrder.map(({ leadId }) => leadId)),
      arrayParameter(inOrder.map(({ state }) => JSON.stringify(state))),
      arrayParameter(
        inOrder.map(({ hasUnsigned, signedState }) => (hasUnsigned ? JSON.stringify(signedState) : null)),
      ),
      arrayParameter(inOrder.map(({ signalsVersion }) => signalsVersion)),
      arrayParameter(inOrder.map(({ lastEventAt }) => lastEventAt.toISOString())),
      arrayParameter(inOrder.map(({ revision }) => revision + 1)),
      inOrder.length,
    ],
    'often',
  );
  if (saved!.count === inOrder.length) return [];
  const ids = new Set(saved!.ids);
  return inOrder.flatMap(({ leadId }) => (ids.has(leadId) ? [] : [leadId]));
}

/** Forgets the engagement of leads that have no events any more. Only under `lockEngagement` alone. */
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
 * Until the transaction ends, no other one ties a tenant's events to other leads. `sharing` goes beside others that only add
 * events; `alone` is for who moves them. Whoever needs `lockIdentities` too takes that first.
 */
export async function lockEngagement(tenant: TenantSql, how: 'sharing' | 'alone'): Promise<void> {
  const lock = how === 'alone' ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared';
  await tenant.query(
    `select ${lock}(hashtextextended($1, 0))`,
    [`engagement of ${tenant.tenantId}`],
    'often',
  );
}
