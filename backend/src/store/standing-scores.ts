import type { Band, FitScore, LeadScore } from '@aix/shared-scoring';
import { arrayParameter } from './array-parameter.ts';
import type { TenantSql } from './database.ts';
import type { StoredEngagement } from './engagement.ts';
import { uuidArray } from './uuid-array.ts';

/**
 * An open lead whose fit stands: neither its facts nor the model changed since. What is published of it is a score, beside which
 * nobody set a band.
 */
export interface StandingLead {
  leadId: string;
  fit: FitScore;
  /** Undefined while it did nothing. */
  engagement: Omit<StoredEngagement, 'leadId' | 'revision'> | undefined;
  published: { scorePoints: number; band: Band; bandSince: Date };
  /** When the step that is suggested was chosen; undefined where none is. */
  steppedAt: Date | undefined;
}

interface StandingRow {
  lead_id: string;
  fit_log_odds: number;
  fit_low: number;
  fit_high: number;
  state: StoredEngagement['state'] | null;
  signed_state: StoredEngagement['state'] | null;
  signals_version: number;
  last_event_at: Date;
  score_points: number;
  band: Band;
  band_since: Date;
  chosen_at: Date | null;
}

/**
 * Those of these leads whose fit stands under a model. The limits make PostgreSQL look each lead up by its keys, whatever it knows
 * of the tables. Only under `lockScores`.
 */
export async function findStandingLeads(
  tenant: TenantSql,
  leadIds: readonly string[],
  modelVersion: number,
): Promise<StandingLead[]> {
  // A change in the very millisecond of the fit counts as newer.
  const rows = await tenant.query<StandingRow>(
    `select w.lead_id, s.fit_log_odds, s.fit_low, s.fit_high, e.state, e.signed_state, e.signals_version, e.last_event_at,
       p.score_points, p.band, p.band_since, n.chosen_at
     from unnest($2::uuid[]) as w(lead_id)
     cross join lateral (select * from scores where tenant_id = $1 and lead_id = w.lead_id limit 1) s
     cross join lateral (select * from published where tenant_id = $1 and lead_id = w.lead_id limit 1) p
     cross join lateral (select outcome, changed_at from standing_leads
       where tenant_id = $1 and lead_id = w.lead_id limit 1) l
     left join lateral (select * from engagement where tenant_id = $1 and lead_id = w.lead_id limit 1) e on true
     left join lateral (select chosen_at from next_steps where tenant_id = $1 and lead_id = w.lead_id and ended_at is null limit 1) n on true
     where l.outcome = 'open' and s.status = 'scored' and s.model_version = $3 and l.changed_at < s.fit_at
       and p.status = 'scored' and p.override_id is null
       and not exists (select from overrides o where o.tenant_id = $1 and o.lead_id = w.lead_id and o.undone_at is null)`,
    [tenant.tenantId, uuidArray(leadIds), modelVersion],
    'often',
  );
  return rows.map(row => ({
    leadId: row.lead_id,
    fit: { logOdds: row.fit_log_odds, low: row.fit_low, high: row.fit_high },
    engagement:
      row.state === null
        ? undefined
        : {
            state: row.state,
            signedState: row.signed_state ?? row.state,
            hasUnsigned: row.signed_state !== null,
            signalsVersion: row.signals_version,
            lastEventAt: row.last_event_at,
          },
    published: { scorePoints: row.score_points, band: row.band, bandSince: row.band_since },
    steppedAt: row.chosen_at ?? undefined,
  }));
}

/** A score made anew of a fit that stands. */
export interface RefreshedScore
  extends Pick<LeadScore, 'logOdds' | 'propensity' | 'low' | 'high' | 'scorePoints' | 'engagementPoints'> {
  leadId: string;
  nextLookAt: Date | undefined;
}

/** Replaces these scores as far as engagement and time change them. Only under `lockScores`, since they were found. */
export async function refreshScores(
  tenant: TenantSql,
  scores: readonly RefreshedScore[],
  scoredAt: Date,
): Promise<void> {
  if (scores.length === 0) return;
  await tenant.query(
    `update scores s set scored_at = $2, log_odds = r.log_odds, propensity = r.propensity, low = r.low, high = r.high,
       score_points = r.score_points, engagement_points = r.engagement_points, next_look_at = r.next_look_at
     from unnest($3::uuid[], $4::float8[], $5::float8[], $6::float8[], $7::float8[], $8::integer[], $9::integer[],
       $10::timestamptz[]) as r(lead_id, log_odds, propensity, low, high, score_points, engagement_points, next_look_at)
     where s.tenant_id = $1 and s.lead_id = r.lead_id`,
    [
      tenant.tenantId,
      scoredAt,
      uuidArray(scores.map(({ leadId }) => leadId)),
      arrayParameter(scores.map(({ logOdds }) => logOdds)),
      arrayParameter(scores.map(({ propensity }) => propensity)),
      arrayParameter(scores.map(({ low }) => low)),
      arrayParameter(scores.map(({ high }) => high)),
      arrayParameter(scores.map(({ scorePoints }) => scorePoints)),
      arrayParameter(scores.map(({ engagementPoints }) => engagementPoints)),
      arrayParameter(scores.map(({ nextLookAt }) => nextLookAt?.toISOString())),
    ],
    'often',
  );
}
