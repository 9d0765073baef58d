import { randomUUID } from 'node:crypto';
import { type ChainEnd, linkReceipt } from '../../security/receipt-chain.ts';
import type { StoredCrossing } from '../../store/crossings.ts';
import type { Published } from '../../store/published.ts';
import type { NewReceipt } from '../../store/receipts.ts';
import type { CrossedLead } from '../alerts/alert-crossings.ts';
import type { JudgedLead, ScoringRound } from './judge-lead.ts';
import { makePayload } from './make-payload.ts';
import { payloadToText, type ReceiptPayload, scorePointsOf } from './receipt-payload.ts';

/** What was published before of leads that are published again. */
export interface PublishedBefore {
  /** What the receipts that stand say, by id; erased ones are absent. */
  payloads: ReadonlyMap<string, ReceiptPayload>;
  /** The score points of a week ago, by lead; leads that had none are absent. */
  weekAgo: ReadonlyMap<string, number>;
  /** Where their chains of receipts end, by lead. */
  ends: ReadonlyMap<string, ChainEnd>;
}

/** A publication with its receipt. */
export interface MadeReceipt {
  publication: JudgedLead;
  receipt: NewReceipt;
  payload: ReceiptPayload;
}

/** The receipts of those that are published. */
export function makeReceipts(
  publications: readonly JudgedLead[],
  before: PublishedBefore,
  { champion, at, trigger }: Pick<ScoringRound, 'champion' | 'at'> & { trigger?: 'asked' | 'override' },
): MadeReceipt[] {
  return publications.map(publication => {
    const { published } = publication.known;
    const { leadId } = publication.known.lead;
    const previous = published && before.payloads.get(published.receiptId);
    const payload = makePayload({
      ...{ publication, champion, at, pointsWeekAgo: before.weekAgo.get(leadId) },
      ...(trigger && { trigger }),
      ...(previous && { previous: { receiptId: published.receiptId, payload: previous } }),
    });
    const { modelVersion } = payload;
    const said = {
      ...{ receiptId: randomUUID(), leadId, madeAt: at, payload: payloadToText(payload), modelVersion },
      scorePoints: scorePointsOf(payload),
    };
    return { publication, receipt: linkReceipt(said, before.ends.get(leadId)), payload };
  });
}

/** A score crosses a threshold at most once, so threshold, direction and receipt name one crossing. */
export function crossingsOf({ publication, receipt }: MadeReceipt): StoredCrossing[] {
  const { receiptId, leadId, madeAt } = receipt;
  return publication.crossings.map(({ threshold, direction }) => ({
    ...{ token: `${threshold}-${direction}-${receiptId}`, leadId, threshold, direction },
    ...{ receiptId, crossedAt: madeAt },
  }));
}

/** The crossings that lead into a score, each with it. */
export function crossedOf(made: MadeReceipt): CrossedLead[] {
  const { outcome } = made.payload;
  if (outcome.status !== 'scored') return [];
  const { lead } = made.publication.known;
  const { band, score } = outcome;
  return crossingsOf(made).map(crossing => ({ crossing, lead, band, scorePoints: score.scorePoints }));
}

/** What stands published from now on. */
export function publishedOf(made: MadeReceipt): Published {
  const { receiptId, leadId, number, madeAt } = made.receipt;
  const { outcome, override } = made.payload;
  const isScored = outcome.status === 'scored';
  return {
    leadId,
    receiptId,
    receiptNumber: number,
    publishedAt: madeAt,
    status: outcome.status,
    scorePoints: scorePointsOf(made.payload),
    band: isScored ? outcome.band : null,
    bandSince: isScored ? new Date(outcome.bandSince) : null,
    // Of several thresholds passed at once the last one leads into the band that stands now.
    crossingToken: crossingsOf(made).at(-1)?.token ?? made.publication.known.published?.crossingToken ?? null,
    overrideId: override?.overrideId ?? null,
  };
}
