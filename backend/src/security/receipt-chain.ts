import { createHash, randomBytes } from 'node:crypto';

/**
 * The proof behind a lead's receipts. A payload is digested together with a salt of its own; the chain goes over these
 * digests, not over payloads. So a payload can be erased, with its salt, and what is left proves the place of every other
 * receipt, yet nothing of the erased one can be guessed from its digest.
 */
export interface ChainLink {
  receiptId: string;
  leadId: string;
  /** The lead's receipts count from 1 without a gap. */
  number: number;
  madeAt: Date;
  /** Of the payload. */
  digest: Buffer;
}

const SALT_BYTES = 16;

/** What the first receipt of a lead is chained to. */
export const CHAIN_START = Buffer.alloc(32);

/** SHA-256 of a salt and a payload. */
export function payloadDigest(salt: Uint8Array, payload: string): Buffer {
  return createHash('sha256').update(salt).update(payload, 'utf8').digest();
}

/** SHA-256 of the chain up to the receipt before and all that must not change of this one. */
export function chainDigest(
  before: Uint8Array,
  { receiptId, leadId, number, madeAt, digest }: ChainLink,
): Buffer {
  const place = JSON.stringify([receiptId, leadId, number, madeAt.toISOString()]);
  return createHash('sha256').update(before).update(place, 'utf8').update(digest).digest();
}

/** Where a lead's chain ends. */
export interface ChainEnd {
  number: number;
  chain: Uint8Array;
}

/** What proves a receipt: its place in its lead's chain, and its payload under a new salt. */
export interface ReceiptProof {
  number: number;
  salt: Buffer;
  digest: Buffer;
  chain: Buffer;
}

/** A receipt as the next one of its lead's chain; `end` is undefined before the first. */
export function linkReceipt<R extends Omit<ChainLink, 'number' | 'digest'> & { payload: string }>(
  receipt: R,
  end: ChainEnd | undefined,
): R & ReceiptProof {
  const salt = randomBytes(SALT_BYTES);
  const link = {
    ...receipt,
    number: (end?.number ?? 0) + 1,
    digest: payloadDigest(salt, receipt.payload),
  };
  return { ...link, salt, chain: chainDigest(end?.chain ?? CHAIN_START, link) };
}
