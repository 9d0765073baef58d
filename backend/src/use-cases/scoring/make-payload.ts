import { canonicalJson } from '@aix/shared-scoring';
import type { Champion } from '../champion.ts';
import { explainChange } from './explain-change.ts';
import type { JudgedLead } from './judge-lead.ts';
import type {
  PublishReason,
  ReceiptChanges,
  ReceiptOutcome,
  ReceiptPayload,
  RescoreReason,
  ScoredOutcome,
} from './receipt-payload.ts';

/** A publication that gets its receipt. */
export interface PayloadRequest {
  publication: JudgedLead;
  champion: Champion;
  at: Date;
  trigger?: 'asked' | 'override';
  /** What was published seven days ago; undefined when nothing was. */
  pointsWeekAgo: number | undefined;
  /** The receipt before; absent for the first one, and where it was erased. */
  previous?: PreviousReceipt;
}

interface PreviousReceipt {
  receiptId: string;
  payload: ReceiptPayload;
}

/** What the receipt of a publication says. */
export function makePayload(request: PayloadRequest): ReceiptPayload {
  const { publication, champion, at, trigger, previous } = request;
  const { outcome, crossings, because, known } = publication;
  const { override } = known;
  const why = whatIsNew(previous?.payload, { outcome, modelVersion: champion.version });
  return {
    format: 1,
    why: trigger ? [...why, trigger] : why,
    because: because as PublishReason,
    modelVersion: champion.version,
    scoredAt: at.toISOString(),
    outcome:
      outcome.status === 'scored'
        ? {
            ...outcome,
            trend7d: trendOf(outcome, request.pointsWeekAgo),
            changes: changesSince(previous, outcome, champion),
          }
        : outcome,
    crossings,
    override: override
      ? { overrideId: override.overrideId, band: override.band, endsAt: override.endsAt.toISOString() }
      : null,
  };
}

function trendOf({ score }: ScoredOutcome, pointsWeekAgo: number | undefined): number | null {
  return pointsWeekAgo === undefined ? null : score.scorePoints - pointsWeekAgo;
}

function whatIsNew(
  previous: ReceiptPayload | undefined,
  now: { outcome: ReceiptOutcome; modelVersion: number },
): RescoreReason[] {
  if (previous === undefined) return ['first'];
  const [before, after] = [previous.outcome, now.outcome];
  const isOtherModel = previous.modelVersion !== now.modelVersion;
  if (before.status !== 'scored' || after.status !== 'scored')
    return isOtherModel ? ['model'] : before.status === after.status ? [] : ['fields'];
  const { signals, signalsVersion } = after.engagement;
  const areOtherSignals = signals.length > 0 && signalsVersion !== before.engagement.signalsVersion;
  const reasons: RescoreReason[] = isOtherModel || areOtherSignals ? ['model'] : [];
  if (!isEqual(before.features, after.features)) reasons.push('fields');
  if (!isEqual(before.engagement.state, after.engagement.state)) reasons.push('events');
  const hasCooled = signals.length > 0 && !reasons.includes('events');
  return hasCooled ? [...reasons, 'decay'] : reasons;
}

/**
 * What moved the points since the receipt before. Null where both the model and the facts changed: telling those apart takes
 * the old model, which `compareReceipts` asks.
 */
function changesSince(
  previous: PreviousReceipt | undefined,
  to: ScoredOutcome,
  champion: Champion,
): ReceiptChanges | null {
  if (previous === undefined) return null;
  const { outcome: from, modelVersion, scoredAt } = previous.payload;
  if (from.status !== 'scored') return null;
  const isSameModel = modelVersion === champion.version;
  if (!isSameModel && !isEqual(from.features, to.features)) return null;
  const { scoreScale } = champion.model;
  const points = explainChange({
    ...{ from, to, fromScale: scoreScale, toScale: scoreScale, signalsBefore: from.engagement.signals },
    fitOfNewFacts: isSameModel ? to.fit : from.fit,
  });
  return { sinceReceiptId: previous.receiptId, since: scoredAt, points };
}

function isEqual(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b);
}
