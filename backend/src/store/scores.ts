import type { Band, NotEligibleReason } from '@aix/shared-scoring';
import type { TenantSql } from './database.ts';
import { jsonParameter } from './json-parameter.ts';

/** A lead's last score, or why it has none. */
export type Score = { leadId: string; modelVersion: number; scoredAt: Date } & (
  | { status: 'not_eligible'; reason: NotEligibleReason }
  | { status: 'too_little' }
  | ScoredValues
);

export interface ScoredValues {
  status: 'scored';
  /** Calibrated log-odds. */
  logOdds: number;
  /** Chance of a conversion within the horizon, 0..1, and its 90 % interval. */
  propensity: number;
  low: number;
  high: number;
  scorePoints: number;
  band: Band;
  /** One log-odds share per feature, in the model's order. */
  contributions: number[];
}

interface ScoreRow {
  lead_id: string;
  model_version: number;
  scored_at: Date;
  status: Score['status'];
  reason: NotEligibleReason | null;
  log_odds: number;
  propensity: number;
  low: number;
  high: number;
  score_points: number;
  band: Band;
  contributions: number[];
}

/** Stores each lead's last score in place of the one before. */
export async function saveScores(tenant: TenantSql, scores: readonly Score[]): Promise<void> {
  const rows = scores.map(score => ({
    lead_id: score.leadId,
    model_version: score.modelVersion,
    scored_at: score.scoredAt,
    status: score.status,
    ...(score.status === 'not_eligible' && { reason: score.reason }),
    ...(score.status === 'scored' && {
      log_odds: score.logOdds,
      propensity: score.propensity,
      low: score.low,
      high: score.high,
      score_points: score.scorePoints,
      band: score.band,
      contributions: score.contributions,
    }),
  }));
  await tenant.query(
    `insert into scores (tenant_id, lead_id, model_version, scored_at, status, reason, log_odds, propensity, low, high,
       score_points, band, contributions)
     select $1, lead_id, model_version, scored_at, status, reason, log_odds, propensity, low, high, score_points, band,
       contributions
     from jsonb_to_recordset($2::jsonb) as r(lead_id uuid, model_version integer, scored_at timestamptz, status text,
       reason text, log_odds double precision, propensity double precision, low double precision,
       high double precision, score_points integer, band text, contributions double precision[])
     on conflict (tenant_id, lead_id) do update set model_version = excluded.model_version,
       scored_at = excluded.scored_at, status = excluded.status, reason = excluded.reason,
       log_odds = excluded.log_odds, propensity = excluded.propensity, low = excluded.low, high = excluded.high,
       score_points = excluded.score_points, band = excluded.band, contributions = excluded.contributions`,
    [tenant.tenantId, jsonParameter(rows)],
  );
}

/** A lead's last score; undefined when it was never scored. */
export async function findScore(tenant: TenantSql, leadId: string): Promise<Score | undefined> {
  const [row] = await tenant.query<ScoreRow>('select * from scores where tenant_id = $1 and lead_id = $2', [
    tenant.tenantId,
    leadId,
  ]);
  return row && scoreFromRow(row);
}

/** How many open leads have which status. */
export async function countScores(tenant: TenantSql): Promise<{ status: Score['status']; leads: number }[]> {
  return tenant.query(
    `select s.status, count(*)::int as leads from scores s
     join leads l on l.tenant_id = $1 and l.lead_id = s.lead_id
     where s.tenant_id = $1 and l.outcome = 'open' group by s.status`,
    [tenant.tenantId],
  );
}

/** One line of the list of leads: who, how good, and where the card is. */
export interface RankedLead {
  name: string | null;
  company: string | null;
  scorePoints: number;
  band: Band;
  propensity: number;
  connectionId: string;
  objectType: string;
  objectId: string;
}

/** Open leads with the highest scores, best first; ties in a fixed order. One row a lead, with one of its records. */
export async function listTopLeads(tenant: TenantSql, limit: number): Promise<RankedLead[]> {
  return tenant.query(
    `select l.name, l.company, s.score_points as "scorePoints", s.band, s.propensity,
       r.connection_id as "connectionId", r.object_type as "objectType", r.object_id as "objectId"
     from scores s
     join leads l on l.tenant_id = $1 and l.lead_id = s.lead_id and l.outcome = 'open'
     join lateral (select * from crm_records c where c.tenant_id = $1 and c.lead_id = l.lead_id
       order by c.connection_id limit 1) r on true
     where s.tenant_id = $1 and s.status = 'scored' order by s.score_points desc, s.propensity desc, s.lead_id limit $2`,
    [tenant.tenantId, limit],
  );
}

function scoreFromRow(row: ScoreRow): Score {
  const head = { leadId: row.lead_id, modelVersion: row.model_version, scoredAt: row.scored_at };
  if (row.status === 'not_eligible')
    return { ...head, status: 'not_eligible', reason: row.reason ?? 'no_email_and_no_company' };
  if (row.status === 'too_little') return { ...head, status: 'too_little' };
  return {
    ...head,
    status: 'scored',
    logOdds: row.log_odds,
    propensity: row.propensity,
    low: row.low,
    high: row.high,
    scorePoints: row.score_points,
    band: row.band,
    contributions: row.contributions,
  };
}
