import { saveCrossings } from '../../store/crossings.ts';
import type { TenantSql } from '../../store/database.ts';
import { markDirty } from '../../store/dirty-leads.ts';
import { engagementOfLeads } from '../../store/engagement.ts';
import type { StoredLead } from '../../store/leads.ts';
import { endSteps, lastTaken, type StandingStep, saveSteps, standingSteps } from '../../store/next-steps.ts';
import { activeOverrides } from '../../store/overrides.ts';
import { letFallBehind, publishedOfLeads, savePublished } from '../../store/published.ts';
import { appendReceipts, endsOfChains, pointsAsOf } from '../../store/receipts.ts';
import { type Fit, saveScores, scoreRevisions } from '../../store/scores.ts';
import { currentSignals } from '../../store/signals.ts';
import { alertCrossings } from '../alerts/alert-crossings.ts';
import { chooseSteps, type SteppedLeads } from '../next-step/choose-steps.ts';
import { enqueueRecordsBehind } from './enqueue-records.ts';
import { type JudgedLead, judgeLead, type ScoringRound } from './judge-lead.ts';
import {
  crossedOf,
  crossingsOf,
  type MadeReceipt,
  makeReceipts,
  type PublishedBefore,
  publishedOf,
} from './make-receipts.ts';
import { readPayloads } from './read-payloads.ts';

/** Leads to be scored and, for those that can have a score, what the model says of them. */
export interface FittedLeads {
  leads: readonly StoredLead[];
  fits: ReadonlyMap<string, Fit>;
  /** Why somebody wants it, where it is not because something changed. */
  trigger?: 'asked' | 'override';
}

type Round = Omit<ScoringRound, 'signals'>;

/**
 * Stores the scores of these leads and publishes those that have to be, each with its receipt, its crossings and the writes to
 * every record that shows the lead. Chooses the next step of all of them. Only under `lockScores`, which others wait for: so it
 * reads all, decides, and writes all, and what is sent together takes one round trip.
 */
export async function publishScores(
  sql: TenantSql,
  round: Round,
  fitted: FittedLeads,
): Promise<{ scored: number; published: number }> {
  const { judged, steps, takenAt, revisions } = await judgeLeads(sql, round, fitted);
  const publications = judged.filter(({ because }) => because !== undefined);
  const before = await readBefore(sql, publications, round.at);
  const { trigger } = fitted;
  const made = makeReceipts(publications, before, { ...round, ...(trigger && { trigger }) });
  const stepped = chooseSteps({ ...round, scores: withReceipts(judged, made), standing: steps, takenAt });
  const refreshed = await writeAll(sql, round, { judged, revisions, leads: fitted.leads, made, stepped });
  await markDirty(sql, refreshed, round.at);
  return { scored: judged.length, published: made.length };
}

/** The scores of leads, the steps that stand for them, when one was taken last, and the revisions of the scores before. */
async function judgeLeads(
  sql: TenantSql,
  round: Round,
  { leads, fits }: FittedLeads,
): Promise<{
  judged: JudgedLead[];
  steps: Map<string, StandingStep>;
  takenAt: Map<string, Date>;
  revisions: Map<string, number>;
}> {
  const leadIds = leads.map(({ leadId }) => leadId);
  // Revisions before engagement: who adds to this in between saves the score, too, or marks the lead again.
  const [revisions, signals, engagements, standing, overrides, steps, takenAt] = await Promise.all([
    scoreRevisions(sql, leadIds),
    currentSignals(sql),
    engagementOfLeads(sql, leadIds),
    publishedOfLeads(sql, leadIds),
    activeOverrides(sql, leadIds, round.at),
    standingSteps(sql, leadIds),
    lastTaken(sql, leadIds),
  ]);
  const judged = leads.flatMap(lead => {
    const { leadId } = lead;
    const known = {
      lead,
      fit: fits.get(leadId),
      engagement: engagements.get(leadId),
      published: standing.get(leadId),
      override: overrides.get(leadId),
    };
    return judgeLead({ ...round, signals }, known) ?? [];
  });
  return { judged, steps, takenAt, revisions };
}

const WEEK_MS = 7 * 86_400_000;

async function readBefore(
  sql: TenantSql,
  publications: readonly JudgedLead[],
  at: Date,
): Promise<PublishedBefore> {
  const leadIds = publications.map(({ known }) => known.lead.leadId);
  const [payloads, weekAgo, ends] = await Promise.all([
    readPayloads(
      sql,
      publications.flatMap(({ known }) => known.published?.receiptId ?? []),
    ),
    pointsAsOf(sql, leadIds, new Date(at.getTime() - WEEK_MS)),
    endsOfChains(sql, leadIds),
  ]);
  return { payloads, weekAgo, ends };
}

/** Each score of a lead of whom something is published, with the receipt of that. */
function withReceipts(
  judged: readonly JudgedLead[],
  made: readonly MadeReceipt[],
): { score: JudgedLead; receiptId: string }[] {
  const fresh = new Map(made.map(({ receipt }) => [receipt.leadId, receipt.receiptId]));
  return judged.flatMap(score => {
    const { lead, published } = score.known;
    const receiptId = fresh.get(lead.leadId) ?? published?.receiptId;
    return receiptId === undefined ? [] : [{ score, receiptId }];
  });
}

/** What a round of scoring stores. */
interface Written {
  judged: readonly JudgedLead[];
  /** Of the scores that these replace. */
  revisions: ReadonlyMap<string, number>;
  leads: readonly StoredLead[];
  made: readonly MadeReceipt[];
  stepped: SteppedLeads;
}

/** @returns the leads whose score somebody refreshed since its revision was read */
async function writeAll(
  sql: TenantSql,
  { tenant, champion, at }: Round,
  { judged, revisions, leads, made, stepped }: Written,
): Promise<string[]> {
  const { ended, chosen } = stepped;
  const payloads = new Map(made.map(({ receipt, payload }) => [receipt.receiptId, payload]));
  // PostgreSQL takes them in this order: receipts before what names them, and all that may put a record behind before that is asked.
  const [refreshed] = await Promise.all([
    saveScores(
      sql,
      judged.map(({ score }) => score),
      revisions,
    ),
    appendReceipts(
      sql,
      made.map(({ receipt }) => receipt),
    ),
    saveCrossings(sql, made.flatMap(crossingsOf)),
    savePublished(sql, made.map(publishedOf)),
    endSteps(
      sql,
      ended.map(({ stepId }) => stepId),
      at,
    ),
    saveSteps(sql, chosen),
    letFallBehind(sql, [...new Set([...ended, ...chosen].map(({ leadId }) => leadId))]),
    alertCrossings(sql, tenant, made.flatMap(crossedOf), at),
    enqueueRecordsBehind(
      sql,
      leads.map(({ leadId }) => leadId),
      { payloads, champion },
    ),
  ]);
  return refreshed;
}
