import {
  type Band,
  canonicalJson,
  type FieldValue,
  type FieldValues,
  InputError,
  type PointChanges,
} from '@aix/shared-scoring';
import { signalsOfVersion } from '../store/signals.ts';
import type { Context } from './context.ts';
import { type Receipt, readReceipt } from './read-receipt.ts';
import { requireModel } from './replay-receipt.ts';
import { explainChange } from './scoring/explain-change.ts';
import { fitFeatures } from './scoring/fit-features.ts';
import { scorePointsOf } from './scoring/receipt-payload.ts';

/** What changed between two receipts of a lead. */
export interface ReceiptComparison {
  leadId: string;
  from: ReceiptSide;
  to: ReceiptSide;
  /** Points by kind of change, which sum to the difference of the two scores; null unless both have a score. */
  points: PointChanges | null;
  /** Features that are not what they were. */
  fields: { name: string; from: FieldValue; to: FieldValue }[];
}

/** One of the two. */
export interface ReceiptSide {
  receiptId: string;
  madeAt: Date;
  status: string;
  modelVersion: number;
  /** Null without a score. */
  scorePoints: number | null;
  band: Band | null;
  /** The band that a person had set; null when nobody had. */
  overrideBand: Band | null;
}

/**
 * What changed since an earlier receipt of the same lead.
 * @throws NotFoundError ERR_RECEIPT_NOT_FOUND
 * @throws InputError ERR_INPUT_INVALID when they are of two leads, or the other is not the earlier one
 */
export async function compareReceipts(
  context: Context,
  tenantId: string,
  { receiptId, sinceId }: { receiptId: string; sinceId: string },
): Promise<ReceiptComparison> {
  const to = await readReceipt(context, tenantId, receiptId);
  const from = await readReceipt(context, tenantId, sinceId);
  requireEarlier(from, to);
  return {
    leadId: to.leadId,
    from: sideOf(from),
    to: sideOf(to),
    points: await sharePoints(context, tenantId, { from, to }),
    fields: changedFeatures(from, to),
  };
}

interface Pair {
  from: Receipt;
  to: Receipt;
}

async function sharePoints(
  context: Context,
  tenantId: string,
  { from, to }: Pair,
): Promise<PointChanges | null> {
  const [before, after] = [from.payload.outcome, to.payload.outcome];
  if (before.status !== 'scored' || after.status !== 'scored') return null;
  const [older, newer] = await Promise.all(
    [from, to].map(({ payload }) => requireModel(context, tenantId, payload.modelVersion)),
  );
  const known = await context.database.withTenant(tenantId, sql =>
    signalsOfVersion(sql, before.engagement.signalsVersion),
  );
  return explainChange({
    ...{ from: before, to: after },
    ...{ fromScale: older!.model.scoreScale, toScale: newer!.model.scoreScale },
    signalsBefore: known ?? before.engagement.signals,
    fitOfNewFacts: await fitFeatures(context, older!, after.features),
  });
}

function requireEarlier(from: Receipt, to: Receipt): void {
  if (from.leadId !== to.leadId)
    throw new InputError(
      'ERR_INPUT_INVALID',
      'The two receipts are of different leads: give two of one lead',
    );
  if (from.number >= to.number)
    throw new InputError(
      'ERR_INPUT_INVALID',
      `Receipt ${from.receiptId} is not earlier than ${to.receiptId}: give the earlier one as "since"`,
    );
}

function sideOf({ receiptId, madeAt, payload }: Receipt): ReceiptSide {
  const { outcome, modelVersion, override } = payload;
  const isScored = outcome.status === 'scored';
  return {
    ...{ receiptId, madeAt, status: outcome.status, modelVersion },
    scorePoints: scorePointsOf(payload),
    band: isScored ? outcome.band : null,
    overrideBand: override?.band ?? null,
  };
}

function changedFeatures(from: Receipt, to: Receipt): ReceiptComparison['fields'] {
  const [before, after] = [featuresOf(from), featuresOf(to)];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names
    .map(name => ({ name, from: before[name] ?? null, to: after[name] ?? null }))
    .filter(change => canonicalJson(change.from) !== canonicalJson(change.to));
}

function featuresOf({ payload: { outcome } }: Receipt): FieldValues {
  return outcome.status === 'not_eligible' ? {} : outcome.features;
}
