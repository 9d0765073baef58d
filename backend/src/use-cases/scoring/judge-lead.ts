import { type Crossing, cellOf, notEligibleReason, type PublishedScore } from '@aix/shared-scoring';
import type { StoredEngagement } from '../../store/engagement.ts';
import type { StoredLead } from '../../store/leads.ts';
import type { Override } from '../../store/overrides.ts';
import type { Published } from '../../store/published.ts';
import type { Fit, Score } from '../../store/scores.ts';
import type { SignalSet } from '../../store/signals.ts';
import type { Tenant } from '../../store/tenants.ts';
import type { Champion } from '../champion.ts';
import { leadFeatures } from '../model-inputs.ts';
import { engagementAt } from './measure-engagement.ts';
import { measureScore, whenToLook } from './measure-score.ts';
import type { PublishReason, ReceiptOutcome, ScoredOutcome } from './receipt-payload.ts';

/** One time of scoring, the same for all of its leads. */
export interface ScoringRound {
  tenant: Tenant;
  champion: Champion;
  signals: SignalSet;
  at: Date;
}

/** What is known of a lead that is to be scored. */
export interface KnownLead {
  lead: StoredLead;
  /** Undefined where the lead gets no score. */
  fit: Fit | undefined;
  engagement: StoredEngagement | undefined;
  /** What stands on its records. */
  published: Published | undefined;
  override: Override | undefined;
}

/** A lead's new score, and what it means for its records. */
export interface JudgedLead {
  known: KnownLead;
  score: Score;
  outcome: ReceiptOutcome;
  crossings: readonly Crossing[];
  /** Why it has to be published; undefined when it has not. */
  because: PublishReason | undefined;
}

/**
 * Scores one lead and decides whether that is published. A lead that was closed before anything of it was published gets
 * nothing: undefined.
 */
export function judgeLead(round: ScoringRound, known: KnownLead): JudgedLead | undefined {
  const { lead, fit, published } = known;
  const reason = notEligibleReason(lead);
  if (lead.outcome.kind !== 'open' && published === undefined) return undefined;
  if (reason !== undefined) return judgeUnscored(round, known, { status: 'not_eligible', reason });
  if (fit !== undefined) return judgeScored(round, known, fit);
  const features = leadFeatures(lead, round.tenant);
  return judgeUnscored(round, known, { status: 'too_little', features });
}

function judgeUnscored(
  { champion, at }: ScoringRound,
  known: KnownLead,
  outcome: Exclude<ReceiptOutcome, ScoredOutcome>,
): JudgedLead {
  const { lead, published } = known;
  const head = { leadId: lead.leadId, modelVersion: champion.version, scoredAt: at };
  const score: Score =
    outcome.status === 'not_eligible'
      ? { ...head, status: outcome.status, reason: outcome.reason }
      : { ...head, status: outcome.status };
  const because = becauseOf(known, outcome, published?.status === outcome.status ? null : 'status');
  return { known, score, outcome, crossings: [], because };
}

function judgeScored(round: ScoringRound, known: KnownLead, fit: Fit): JudgedLead {
  const { champion, tenant, at } = round;
  const { lead, published } = known;
  const engagement = engagementAt(known.engagement, round.signals, at);
  const standing = standingScore(published);
  const parts = { tenant, champion, fit, engagement, published: standing, atMs: at.getTime() };
  const measured = measureScore(parts);
  const { score, decision } = measured;
  const { band, crossings } = decision;
  const because = becauseOf(known, { status: 'scored' }, decision.because);
  const isNewBand = standing === undefined || crossings.length > 0;
  const bandSinceMs = isNewBand ? at.getTime() : standing.bandSinceMs;
  const nowPublished =
    because === undefined && standing ? standing : { scorePoints: score.scorePoints, band, bandSinceMs };
  const thresholds = tenant.bandThresholds;
  const { madeAt: _, emptyField, ...fitScore } = fit;
  return {
    known,
    score: {
      ...{ leadId: lead.leadId, modelVersion: champion.version, scoredAt: at },
      ...{ status: 'scored', ...score, band, fit },
      nextLookAt: whenToLook(parts, measured, nowPublished),
    },
    outcome: {
      status: 'scored',
      features: leadFeatures(lead, tenant),
      fit: fitScore,
      engagement,
      thresholds,
      score,
      cell: cellOf(score, thresholds),
      band,
      bandSince: new Date(bandSinceMs).toISOString(),
      emptyField,
      trend7d: null,
      changes: null,
    },
    crossings,
    because,
  };
}

function standingScore(published: Published | undefined): PublishedScore | undefined {
  if (published === undefined) return undefined;
  const { scorePoints, band, bandSince } = published;
  if (scorePoints === null || band === null || bandSince === null) return undefined;
  return { scorePoints, band, bandSinceMs: bandSince.getTime() };
}

function becauseOf(
  { published, override }: KnownLead,
  { status }: { status: Score['status'] },
  decided: PublishReason | null,
): PublishReason | undefined {
  if (published === undefined) return 'first';
  if (published.status !== status) return 'status';
  if (decided !== null) return decided;
  return published.overrideId === (override?.overrideId ?? null) ? undefined : 'override';
}
