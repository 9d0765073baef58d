import { randomUUID } from 'node:crypto';
import { InputError, NotFoundError } from '@aix/shared-scoring';
import { type Feedback, type FeedbackReason, saveFeedback, undoFeedback } from '../store/feedback.ts';
import { getReceipt } from '../store/receipts.ts';
import type { Context } from './context.ts';

/** What a person says of a score. */
export interface FeedbackRequest {
  /** The score that it is about. */
  receiptId: string;
  /** Whose score it must be; any lead's without it. */
  leadId?: string;
  isRight: boolean;
  /** Needed when it is not right. */
  reason?: FeedbackReason;
  note?: string;
  person: string;
}

/**
 * Keeps what a person says of a published score, with the receipt that it is about. It changes no score.
 * @throws NotFoundError ERR_RECEIPT_NOT_FOUND, also for another lead's receipt
 * @throws InputError ERR_INPUT_INVALID when a wrong score comes without a reason, or a right one with one
 */
export async function recordFeedback(
  context: Context,
  tenantId: string,
  { receiptId, leadId: expectedLead, isRight, reason, note, person }: FeedbackRequest,
): Promise<Feedback> {
  if (isRight !== (reason === undefined))
    throw new InputError(
      'ERR_INPUT_INVALID',
      'A score that is not right needs a reason, and one that is right takes none',
    );
  return context.database.withTenant(tenantId, async sql => {
    const { leadId } = await getReceipt(sql, receiptId);
    if (expectedLead !== undefined && leadId !== expectedLead)
      throw new NotFoundError('ERR_RECEIPT_NOT_FOUND', `The lead has no receipt ${receiptId}`);
    const said = { isRight, reason: reason ?? null, note: note ?? null };
    const feedback = {
      ...{ feedbackId: randomUUID(), leadId, receiptId, ...said },
      ...{ givenBy: person, givenAt: context.now() },
    };
    await saveFeedback(sql, feedback);
    return { ...feedback, undoneAt: null };
  });
}

/**
 * Takes back what the same person said.
 * @throws NotFoundError ERR_RECEIPT_NOT_FOUND when that person said nothing of the kind
 */
export async function takeBackFeedback(
  context: Context,
  tenantId: string,
  { feedbackId, person }: { feedbackId: string; person: string },
): Promise<Feedback> {
  const undone = await context.database.withTenant(tenantId, sql =>
    undoFeedback(sql, feedbackId, { by: person, at: context.now() }),
  );
  if (undone !== undefined) return undone;
  throw new NotFoundError('ERR_RECEIPT_NOT_FOUND', `You gave no feedback ${feedbackId}`);
}
