import type { Band, FitScore, LeadScore } from '@aix/shared-scoring';
import { arrayParameter } from './array-parameter.ts';
import type { TenantSql } from './database.ts';
import { uuidArray } from './uuid-array.ts';

/**
 * An open lead whose fit stands: neither its facts nor the model changed since. What is published of it is a score, beside which
 * nobody set a band.
 */
export interface StandingLead {
  leadId: string;
  /** Of its score: how often that was saved. */
  revision: number;
  /** The model that the fit is of. */
  modelVersion: number;
  fit: FitScore;
  published: { scorePoints: number; band: Band; bandSince: Date };
  /** When the step that is suggested was chosen; undefined where none is. */
  steppedAt: Date | undefined;
}

interface StandingRow {
  lead_id: string;
  revision: number;
  model_version: number;
  fit_log_odds: number;
  fit_low: number;
  fit_high: number;
  score_points: number;
  band: Band;
  band_since: Date;
  chosen_at: Date | null;
}

/** Those of these leads whose fit stands. The limits make PostgreSQL look each lead up by its keys, whatever it knows of the tables. */
export async function findStandingLeads(
  tenant: TenantSql,
  leadIds: readonly string[],
): Promise<StandingLead[]> {
  // A change in the very millisecond of the fit counts as newer.
  const rows = await tenant.query<StandingRow>(
    `select w.lead_id, s.revision, s.model_version, s.fit_log_odds, s.fit_low, s.fit_high, p.score_points, p.band, p.band_since,
       n.chosen_at
     from unnest($2::uuid[]) as w(lead_id)
     cross join lateral (select * from scores where tenant_id = $1 and lead_id = w.lead_id limit 1) s
     cross join lateral (select * from published where tenant_id = $1 and lead_id = w.lead_id limit 1) p
     cross join lateral (select outcome, changed_at from standing_leads
       where tenant_id = $1 and lead_id = w.lead_id limit 1) l
     left join lateral (select chosen_at from next_steps where tenant_id = $1 and lead_id = w.lead_id and ended_at is null limit 1) n on true
     where l.outcome = 'open' and s.status = 'scored' and l.changed_at < s.fit_at
       and p.status = 'scored' and p.override_id is null
       and not exists (select from overrides o where o.tenant_id = $1 and o.lead_id = w.lead_id and o.undone_at is null)`,
    [tenant.tenantId, uuidArray(leadIds)],
    'often',
  );
  return rows.map(row => ({
    leadId: row.lead_id,
    revision: row.revision,
    modelVersion: row.model_version,
    fit: { logOdds: row.fit_log_odds, low: row.fit_low, high: row.fit_high },
    published: { scorePoints: row.score_points, band: row.band, bandSince: row.band_since },
    steppedAt: row.chosen_at ?? undefined,
  }));
}

/** A score made anew of a fit that stands. */
export interface RefreshedScore
  extends Pick<LeadScore, 'logOdds' | 'propensity' | 'low' | 'high' | 'scorePoints' | 'engagementPoints'> {
  leadId: string;
  /** Of the score that it replaces. */
  revision: number;
  nextLookAt: Date | undefined;
}

/**
 * Replaces these scores as far as engagement and time change them. Waits for nobody. A look that is planned earlier stays: it finds nothing
 * and plans the next one, while each change of its time would cost PostgreSQL entries in all indexes.
 * @returns the leads whose score stays, because somebody saved it since it was read, or is about to: they have to be scored again
 */
export async function refreshScores(
  tenant: TenantSql,
  scores: readonly RefreshedScore[],
  scoredAt: Date,
): Promise<string[]> {
  if (scores.length === 0) return [];
  const [refreshed] = await tenant.query<{ count: number; ids: string[] | null }>(
    `with given as (
       select * from unnest($3::uuid[], $4::integer[], $5::float8[], $6::float8[], $7::float8[], $8::float8[], $9::integer[],
         $10::integer[], $11::timestamptz[])
         as r(lead_id, revision, log_odds, propensity, low, high, score_points, engagement_points, next_look_at)),
     free as (
       select given.* from given cross join lateral (select from scores where tenant_id = $1 and lead_id = given.lead_id
         and revision = given.revision limit 1 for no key update skip locked) mine),
     refreshed as (
       update scores s set scored_at = $2, log_odds = r.log_odds, propensity = r.propensity, low = r.low, high = r.high,
         score_points = r.score_points, engagement_points = r.engagement_points, revision = s.revision + 1,
         next_look_at = case when s.next_look_at > $2 and s.next_look_at <= coalesce(r.next_look_at, 'infinity')
           then s.next_look_at else r.next_look_at end
       from free r where s.tenant_id = $1 and s.lead_id = r.lead_id
       returning s.lead_id)
     select count(*)::int, case when count(*) < $12 then json_agg(lead_id) end as ids from refreshed`,
    [
      tenant.tenantId,
      scoredAt,
      uuidArray(scores.map(({ leadId }) => leadId)),
      arrayParameter(scores.map(({ revision }) => revision)),
      arrayParameter(scores.map(({ logOdds }) => logOdds)),
      arrayParameter(scores.map(({ propensity }) => propensity)),
      arrayParameter(scores.map(({ low }) => low)),
      arrayParameter(scores.map(({ high }) => high)),
      arrayParameter(scores.map(({ scorePoints }) => scorePoints)),
      arrayParameter(scores.map(({ engagementPoints }) => engagementPoints)),
      arrayParameter(scores.map(({ nextLookAt }) => nextLookAt?.toISOString())),
      scores.length,
    ],
    'often',
  );
  if (refreshed!.count === scores.length) return [];
  const ids = new Set(refreshed!.ids);
  return scores.flatMap(({ leadId }) => (ids.has(leadId) ? [] : [leadId]));
}
