import type { Band, EmptyField, FitScore, LeadScore, NotEligibleReason } from '@aix/shared-scoring';
import type { Database, TenantSql } from './database.ts';
import { jsonParameter } from './json-parameter.ts';

/** A lead's last score, or why it has none. */
export type Score = { leadId: string; modelVersion: number; scoredAt: Date } & (
  | { status: 'not_eligible'; reason: NotEligibleReason }
  | { status: 'too_little' }
  | ScoredValues
);

/** A score with its parts. */
export interface ScoredValues
  extends Pick<LeadScore, 'logOdds' | 'propensity' | 'low' | 'high' | 'scorePoints'>,
    Pick<LeadScore, 'fitPoints' | 'engagementPoints'> {
  status: 'scored';
  /** What the model said of the lead's facts. It stands while neither they nor the model change. */
  fit: Fit;
  /** The published band. */
  band: Band;
  /** When passing time alone may move what is published; undefined when it cannot. */
  nextLookAt: Date | undefined;
}

/** A model's answer for a lead. */
export interface Fit extends FitScore {
  /** One log-odds share per feature, in the model's order. */
  contributions: number[];
  /** The empty field that could move it most; null where none is asked. */
  emptyField: EmptyField | null;
  /** When the facts were read that it is about. */
  madeAt: Date;
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
  fit_log_odds: number;
  fit_low: number;
  fit_high: number;
  fit_points: number;
  engagement_points: number;
  contributions: number[];
  empty_field: EmptyField | null;
  fit_at: Date;
  next_look_at: Date | null;
}

const COLUMN_TYPES = `model_version integer, scored_at timestamptz, status text, reason text, log_odds double precision,
  propensity double precision, low double precision, high double precision, score_points integer, band text,
  fit_log_odds double precision, fit_low double precision, fit_high double precision, fit_points integer,
  engagement_points integer, contributions double precision[], empty_field jsonb, fit_at timestamptz, next_look_at timestamptz`;
const COLUMNS = COLUMN_TYPES.split(',').map(column => column.trim().split(' ')[0]!);

/**
 * Until the transaction ends, no other one scores this tenant's leads: of two scores of a lead the later one must know what the
 * earlier one published.
 */
export async function lockScores(tenant: TenantSql): Promise<void> {
  await tenant.query(
    'select pg_advisory_xact_lock(hashtextextended($1, 0))',
    [`scores of ${tenant.tenantId}`],
    'often',
  );
}

/** How often the score of each of these leads was saved; leads that were never scored are absent. */
export async function scoreRevisions(
  tenant: TenantSql,
  leadIds: readonly string[],
): Promise<Map<string, number>> {
  const rows = await tenant.query<{ lead_id: string; revision: number }>(
    'select lead_id, revision from scores where tenant_id = $1 and lead_id = any($2::uuid[])',
    [tenant.tenantId, leadIds],
    'often',
  );
  return new Map(rows.map(({ lead_id, revision }) => [lead_id, revision]));
}

/**
 * Stores each lead's last score in place of the one before.
 * @param seen the revisions of those, from before what the scores are made of was read
 * @returns the leads whose score somebody refreshed since: of something that these scores may not know
 */
export async function saveScores(
  tenant: TenantSql,
  scores: readonly Score[],
  seen: ReadonlyMap<string, number>,
): Promise<string[]> {
  if (scores.length === 0) return [];
  const inOrder = [...scores].sort((a, b) => (a.leadId < b.leadId ? -1 : 1));
  const saved = await tenant.query<{ lead_id: string; revision: number }>(
    `insert into scores as s (tenant_id, lead_id, ${COLUMNS.join(', ')})
     select $1, r.* from jsonb_to_recordset($2::jsonb) as r(lead_id uuid, ${COLUMN_TYPES})
     on conflict (tenant_id, lead_id) do update set revision = s.revision + 1,
       ${COLUMNS.map(name => `${name} = excluded.${name}`).join(', ')}
     returning lead_id, revision`,
    [tenant.tenantId, jsonParameter(inOrder.map(rowOf))],
    'often',
  );
  return saved.flatMap(({ lead_id, revision }) =>
    revision === (seen.get(lead_id) ?? 0) + 1 ? [] : [lead_id],
  );
}

function rowOf(score: Score): Partial<ScoreRow> {
  const head = {
    lead_id: score.leadId,
    model_version: score.modelVersion,
    scored_at: score.scoredAt,
    status: score.status,
  };
  if (score.status === 'too_little') return head;
  if (score.status === 'not_eligible') return { ...head, reason: score.reason };
  const { fit } = score;
  return {
    ...head,
    log_odds: score.logOdds,
    propensity: score.propensity,
    low: score.low,
    high: score.high,
    score_points: score.scorePoints,
    band: score.band,
    fit_log_odds: fit.logOdds,
    fit_low: fit.low,
    fit_high: fit.high,
    fit_points: score.fitPoints,
    engagement_points: score.engagementPoints,
    contributions: fit.contributions,
    empty_field: fit.emptyField,
    fit_at: fit.madeAt,
    next_look_at: score.nextLookAt ?? null,
  };
}

/** The last score of each of these leads; leads that were never scored are absent. */
export async function scoresOfLeads(
  tenant: TenantSql,
  leadIds: readonly string[],
): Promise<Map<string, Score>> {
  const rows = await tenant.query<ScoreRow>(
    `select lead_id, ${COLUMNS.join(', ')} from scores where tenant_id = $1 and lead_id = any($2::uuid[])`,
    [tenant.tenantId, leadIds],
    'often',
  );
  return new Map(rows.map(row => [row.lead_id, scoreFromRow(row)]));
}

/** A lead's last score; undefined when it was never scored. */
export async function findScore(tenant: TenantSql, leadId: string): Promise<Score | undefined> {
  return (await scoresOfLeads(tenant, [leadId])).get(leadId);
}

/** Leads whose published score passing time alone may have moved by now, those longest due first. */
export async function leadsToLookAt(tenant: TenantSql, now: Date, limit: number): Promise<string[]> {
  const rows = await tenant.query<{ lead_id: string }>(
    'select lead_id from scores where tenant_id = $1 and next_look_at <= $2 order by next_look_at limit $3',
    [tenant.tenantId, now, limit],
  );
  return rows.map(row => row.lead_id);
}

/** The tenants that have such leads. */
export async function tenantsToLookAt(database: Database, now: Date): Promise<string[]> {
  const rows = await database.query<{ tenant_id: string }>(
    `select t.tenant_id from tenants t
     where exists (select from scores s where s.tenant_id = t.tenant_id and s.next_look_at <= $1)`,
    [now],
  );
  return rows.map(row => row.tenant_id);
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
  leadId: string;
  name: string | null;
  company: string | null;
  scorePoints: number;
  band: Band;
  propensity: number;
  connectionId: string;
  objectType: string;
  objectId: string;
}

/** Open leads with the highest published scores, best first; ties in a fixed order. One row a lead, with one of its records. */
export async function listTopLeads(tenant: TenantSql, limit: number): Promise<RankedLead[]> {
  return tenant.query(
    `select l.lead_id as "leadId", l.name, l.company, p.score_points as "scorePoints", p.band, s.propensity,
       r.connection_id as "connectionId", r.object_type as "objectType", r.object_id as "objectId"
     from published p
     join scores s on s.tenant_id = $1 and s.lead_id = p.lead_id
     join leads l on l.tenant_id = $1 and l.lead_id = p.lead_id and l.outcome = 'open'
     join lateral (select * from crm_records c where c.tenant_id = $1 and c.lead_id = l.lead_id
       and c.gone_at is null order by c.connection_id limit 1) r on true
     where p.tenant_id = $1 and p.status = 'scored' order by p.score_points desc, s.propensity desc, p.lead_id limit $2`,
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
    fitPoints: row.fit_points,
    engagementPoints: row.engagement_points,
    fit: {
      logOdds: row.fit_log_odds,
      low: row.fit_low,
      high: row.fit_high,
      contributions: row.contributions,
      emptyField: row.empty_field,
      madeAt: row.fit_at,
    },
    nextLookAt: row.next_look_at ?? undefined,
  };
}
