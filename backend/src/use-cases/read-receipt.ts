import { NotFoundError } from '@aix/shared-scoring';
import { getReceipt, type StoredReceipt } from '../store/receipts.ts';
import type { Context } from './context.ts';
import { payloadFromText, type ReceiptPayload } from './scoring/receipt-payload.ts';

/** A receipt with what it says. */
export interface Receipt extends Pick<StoredReceipt, 'receiptId' | 'leadId' | 'number' | 'madeAt'> {
  payload: ReceiptPayload;
  /** The payload as it is kept and digested. */
  text: string;
}

/**
 * One receipt of the tenant.
 * @throws NotFoundError ERR_RECEIPT_NOT_FOUND when there is none, or what it said was erased
 */
export async function readReceipt(context: Context, tenantId: string, receiptId: string): Promise<Receipt> {
  const stored = await context.database.withTenant(tenantId, sql => getReceipt(sql, receiptId));
  const { leadId, number, madeAt, payload: text } = stored;
  if (text === null)
    throw new NotFoundError(
      'ERR_RECEIPT_NOT_FOUND',
      `What receipt ${receiptId} said was erased; its place in the chain is kept`,
    );
  return { receiptId, leadId, number, madeAt, payload: payloadFromText(text), text };
}
