import { randomUUID } from 'node:crypto';
import { saveCrossings } from '../../store/crossings.ts';
import type { TenantSql } from '../../store/database.ts';
import { engagementOfLeads } from '../../store/engagement.ts';
import type { StoredLead } from '../../store/leads.ts';
import { activeOverrides } from '../../store/overrides.ts';
import { letFallBehind, type Published, publishedOfLeads, savePublished } from '../../store/published.ts';
import { appendReceipts, receiptsAsOf } from '../../store/receipts.ts';
import { type Fit, saveScores } from '../../store/scores.ts';
import { currentSignals } from '../../store/signals.ts';
import { alertCrossings, type CrossedLead } from '../alerts/alert-crossings.ts';
import { chooseSteps } from '../next-step/choose-steps.ts';
import { enqueueRecordsBehind } from './enqueue-records.ts';
import { type JudgedLead, judgeLead, type ScoringRound } from './judge-lead.ts';
import { makePayload } from './make-payload.ts';
import { readPayloads } from './read-payloads.ts';
import { payloadFromText, payloadToText, type ReceiptPayload } from './receipt-payload.ts';

/** Leads to be scored and, for those that can have a score, what the model says of them. */
export interface FittedLeads {
  leads: readonly StoredLead[];
  fits: ReadonlyMap<string, Fit>;
  /** Why somebody wants it, where it is not because something changed. */
  trigger?: 'asked' | 'override';
}

/**
 * Stores the scores of these leads and publishes those that have to be, each with its receipt, its crossings and the writes to
 * every record that shows the lead. Chooses the next step of all of them. Only under `lockScores`.
 */
export async function publishScores(
  sql: TenantSql,
  round: Omit<ScoringRound, 'signals'>,
  { leads, fits, trigger }: FittedLeads,
): Promise<{ scored: number; published: number }> {
  const leadIds = leads.map(({ leadId }) => leadId);
  const [signals, engagements, standing, overrides] = await Promise.all([
    currentSignals(sql),
    engagementOfLeads(sql, leadIds),
    publishedOfLeads(sql, leadIds),
    activeOverrides(sql, leadIds, round.at),
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
  await saveScores(
    sql,
    judged.map(({ score }) => score),
  );
  const made = await writeReceipts(sql, round, { judged, ...(trigger && { trigger }) });
  const fresh = new Map(made.map(({ publication, receiptId }) => [publication.known.lead.leadId, receiptId]));
  const stepped = await chooseSteps(sql, {
    ...round,
    scores: judged.flatMap(score => {
      const receiptId = fresh.get(score.known.lead.leadId) ?? score.known.published?.receiptId;
      return receiptId === undefined ? [] : [{ score, receiptId }];
    }),
  });
  await alertCrossings(sql, round.tenant, crossedOf(made, round.at), round.at);
  await letFallBehind(sql, stepped);
  await enqueueRecordsBehind(
    sql,
    leadIds,
    new Map(made.map(({ receiptId, payload }) => [receiptId, payload])),
  );
  return { scored: judged.length, published: made.length };
}

/** The receipts of those that are published; with their crossings and what stands published from now on. */
async function writeReceipts(
  sql: TenantSql,
  { champion, at }: Pick<ScoringRound, 'champion' | 'at'>,
  { judged, trigger }: { judged: readonly JudgedLead[]; trigger?: 'asked' | 'override' },
): Promise<Made[]> {
  const publications = judged.filter(({ because }) => because !== undefined);
  const before = await readPayloads(
    sql,
    publications.flatMap(({ known }) => known.published?.receiptId ?? []),
  );
  const weekAgo = await pointsAsOf(sql, publications, new Date(at.getTime() - WEEK_MS));
  const made = publications.map(publication => {
    const { lead, published } = publication.known;
    const previous = published && before.get(published.receiptId);
    const payload = makePayload({
      ...{ publication, champion, at, pointsWeekAgo: weekAgo.get(lead.leadId) },
      ...(trigger && { trigger }),
      ...(previous && { previous: { receiptId: published.receiptId, payload: previous } }),
    });
    return { publication, receiptId: randomUUID(), payload };
  });
  const numbers = await appendReceipts(
    sql,
    made.map(({ publication, receiptId, payload }) => ({
      ...{ receiptId, leadId: publication.known.lead.leadId, madeAt: at },
      payload: payloadToText(payload),
      scorePoints: payload.outcome.status === 'scored' ? payload.outcome.score.scorePoints : null,
      modelVersion: payload.modelVersion,
    })),
  );
  await saveCrossings(
    sql,
    made.flatMap(each => crossingsOf(each, at)),
  );
  await savePublished(
    sql,
    made.map(each => publishedFrom(each, at, numbers)),
  );
  return made;
}

const WEEK_MS = 7 * 86_400_000;

/** The published score points of each of these leads at a time; leads that had none are absent. */
async function pointsAsOf(
  sql: TenantSql,
  publications: readonly JudgedLead[],
  at: Date,
): Promise<Map<string, number>> {
  const leadIds = publications.map(({ known }) => known.lead.leadId);
  const points = new Map<string, number>();
  for (const [leadId, { payload }] of await receiptsAsOf(sql, leadIds, at)) {
    const outcome = payload === null ? undefined : payloadFromText(payload).outcome;
    if (outcome?.status === 'scored') points.set(leadId, outcome.score.scorePoints);
  }
  return points;
}

/** A publication with its receipt. */
interface Made {
  publication: JudgedLead;
  receiptId: string;
  payload: ReceiptPayload;
}

/** A score crosses a threshold at most once, so threshold, direction and receipt name one crossing. */
function crossingsOf({ publication, receiptId }: Made, at: Date) {
  const { leadId } = publication.known.lead;
  return publication.crossings.map(({ threshold, direction }) => ({
    ...{ token: `${threshold}-${direction}-${receiptId}`, leadId, threshold, direction },
    ...{ receiptId, crossedAt: at },
  }));
}

/** The crossings that lead into a score, each with it. */
function crossedOf(made: readonly Made[], at: Date): CrossedLead[] {
  return made.flatMap(each => {
    const { outcome } = each.payload;
    if (outcome.status !== 'scored') return [];
    const { lead } = each.publication.known;
    const { band, score } = outcome;
    return crossingsOf(each, at).map(crossing => ({ crossing, lead, band, scorePoints: score.scorePoints }));
  });
}

function publishedFrom(made: Made, at: Date, numbers: ReadonlyMap<string, number>): Published {
  const { publication, receiptId, payload } = made;
  const { lead, published } = publication.known;
  const { outcome } = payload;
  const isScored = outcome.status === 'scored';
  return {
    leadId: lead.leadId,
    receiptId,
    receiptNumber: numbers.get(lead.leadId)!,
    publishedAt: at,
    status: outcome.status,
    scorePoints: isScored ? outcome.score.scorePoints : null,
    band: isScored ? outcome.band : null,
    bandSince: isScored ? new Date(outcome.bandSince) : null,
    // Of several thresholds passed at once the last one leads into the band that stands now.
    crossingToken: crossingsOf(made, at).at(-1)?.token ?? published?.crossingToken ?? null,
    overrideId: payload.override?.overrideId ?? null,
  };
}
