import { canonicalJson, cellOf, type LeadScore, ModelError, scoreLead } from '@aix/shared-scoring';
import { type Champion, loadModel } from './champion.ts';
import type { Context } from './context.ts';
import { readReceipt } from './read-receipt.ts';
import { fitFeatures, type ReceiptFit } from './scoring/fit-features.ts';
import { offsetOf } from './scoring/measure-engagement.ts';
import type { ScoredOutcome } from './scoring/receipt-payload.ts';

/** A score that was made again from its receipt. */
export interface Replay {
  receiptId: string;
  modelVersion: number;
  /** Whether both are the same, byte for byte. */
  isSame: boolean;
  /** Null for a receipt that says why there is no score. */
  stored: ReplayedScore | null;
  replayed: ReplayedScore | null;
}

/** The numbers of a score: the whole, the model's part and how it is explained, and the cell. */
export interface ReplayedScore {
  score: LeadScore;
  fit: ReceiptFit;
  cell: string;
}

/**
 * Makes a receipt's score again, with the model of then and from what the receipt says alone.
 * @throws NotFoundError ERR_RECEIPT_NOT_FOUND
 * @throws ModelError ERR_MODEL_CORRUPT when the model is not kept any more
 */
export async function replayReceipt(context: Context, tenantId: string, receiptId: string): Promise<Replay> {
  const { payload } = await readReceipt(context, tenantId, receiptId);
  const { outcome, modelVersion } = payload;
  const head = { receiptId, modelVersion };
  if (outcome.status !== 'scored') return { ...head, isSame: true, stored: null, replayed: null };
  const model = await requireModel(context, tenantId, modelVersion);
  const { score, fit, cell } = outcome;
  const stored = canonicalJson({ score, fit, cell });
  const replayed = canonicalJson(await scoreAgain(context, model, outcome));
  return { ...head, isSame: stored === replayed, stored: JSON.parse(stored), replayed: JSON.parse(replayed) };
}

/** @throws ModelError ERR_MODEL_CORRUPT when it is not kept any more */
export async function requireModel(context: Context, tenantId: string, version: number): Promise<Champion> {
  const model = await context.database.withTenant(tenantId, sql => loadModel(sql, version));
  if (model !== undefined) return model;
  throw new ModelError('ERR_MODEL_CORRUPT', `Model v${version} is missing: restore it from a backup`);
}

async function scoreAgain(
  context: Context,
  champion: Champion,
  { features, engagement, thresholds }: ScoredOutcome,
): Promise<ReplayedScore> {
  const fit = await fitFeatures(context, champion, features);
  const scale = champion.model.scoreScale;
  const score = scoreLead(fit, offsetOf(engagement), { scale, thresholds });
  return { score, fit, cell: cellOf(score, thresholds) };
}
