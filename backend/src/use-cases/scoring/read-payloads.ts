import type { TenantSql } from '../../store/database.ts';
import { receiptsById } from '../../store/receipts.ts';
import { payloadFromText, type ReceiptPayload } from './receipt-payload.ts';

/** What these receipts say, by id; erased ones are absent. */
export async function readPayloads(
  sql: TenantSql,
  receiptIds: readonly string[],
): Promise<Map<string, ReceiptPayload>> {
  if (receiptIds.length === 0) return new Map();
  const receipts = await receiptsById(sql, receiptIds);
  return new Map(
    receipts.flatMap(({ receiptId, payload }) =>
      payload === null ? [] : [[receiptId, payloadFromText(payload)] as const],
    ),
  );
}
