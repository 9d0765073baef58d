import {
  DEFAULT_DWELL_MS,
  DEFAULT_HYSTERESIS_POINTS,
  decidePublication,
  type FitScore,
  type LeadScore,
  type Publication,
  type PublishedScore,
  type PublishPolicy,
  scoreLead,
  scoreNoise,
  watchScore,
} from '@aix/shared-scoring';
import type { Tenant } from '../../store/tenants.ts';
import type { Champion } from '../champion.ts';
import { offsetOf } from './measure-engagement.ts';
import type { ReceiptEngagement } from './receipt-payload.ts';

/** What a score is made of. */
export interface ScoreParts {
  tenant: Pick<Tenant, 'bandThresholds'>;
  champion: Pick<Champion, 'model'>;
  fit: FitScore;
  engagement: ReceiptEngagement;
  /** What stands on the lead's records; undefined before the first score. */
  published: PublishedScore | undefined;
  atMs: number;
}

/** A lead's score, and what it means for its records. */
export interface MeasuredScore {
  score: LeadScore;
  decision: Publication;
  /** What the model cannot tell apart. */
  noisePoints: number;
}

/** The score of fit and engagement. Pure arithmetic: the same parts give the same bits. */
export function measureScore(parts: ScoreParts): MeasuredScore {
  const { tenant, champion, fit, engagement, published, atMs } = parts;
  const { scoreScale: scale } = champion.model;
  const policy = policyOf(tenant);
  const score = scoreLead(fit, offsetOf(engagement), { scale, thresholds: policy.thresholds });
  // Of what the model has measured: that engagement's weights are assumed shifts the scores of a lead alike, it is no noise.
  const noisePoints = scoreNoise(fit, scale.pointsPerLogOdds);
  return {
    score,
    noisePoints,
    decision: decidePublication(published, { ...score, atMs, noisePoints }, policy),
  };
}

/** When passing time alone may move what is published then; undefined when it never will. */
export function whenToLook(
  { tenant, champion, fit, engagement }: ScoreParts,
  { score, noisePoints, decision: { waitsUntilMs } }: MeasuredScore,
  published: PublishedScore,
): Date | undefined {
  const { signals, state, signedState, asOf } = engagement;
  const lookMs = watchScore(
    {
      ...{ score, noisePoints, waitsUntilMs, published, fitLogOdds: fit.logOdds },
      ...{ atMs: Date.parse(asOf), signals, state, signedState },
    },
    policyOf(tenant),
    champion.model.scoreScale,
  );
  return lookMs === undefined ? undefined : new Date(lookMs);
}

function policyOf({ bandThresholds }: Pick<Tenant, 'bandThresholds'>): PublishPolicy {
  return {
    thresholds: bandThresholds,
    hysteresisPoints: DEFAULT_HYSTERESIS_POINTS,
    dwellMs: DEFAULT_DWELL_MS,
  };
}
