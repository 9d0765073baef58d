import { NotFoundError } from '@aix/shared-scoring';
import type { ChainEnd, ReceiptProof } from '../security/receipt-chain.ts';
import { arrayParameter } from './array-parameter.ts';
import type { TenantSql } from './database.ts';
import { uuidArray } from './uuid-array.ts';

/** A receipt about to be written. */
export interface NewReceipt extends ReceiptProof {
  receiptId: string;
  leadId: string;
  madeAt: Date;
  /** Canonical JSON. */
  payload: string;
  /** What cards ask of a receipt without reading its payload. Null where there is no score. */
  scorePoints: number | null;
  modelVersion: number;
}

/** A receipt as it is stored. */
export interface StoredReceipt {
  receiptId: string;
  leadId: string;
  /** Counts the lead's receipts from 1. */
  number: number;
  madeAt: Date;
  /** Null once erased. */
  payload: string | null;
  salt: Uint8Array | null;
  digest: Uint8Array;
  chain: Uint8Array;
}

const COLUMNS = `receipt_id as "receiptId", lead_id as "leadId", number, made_at as "madeAt", payload, salt, digest, chain`;

/** Where the chains of these leads end; leads without receipts are absent. */
export async function endsOfChains(
  tenant: TenantSql,
  leadIds: readonly string[],
): Promise<Map<string, ChainEnd>> {
  if (leadIds.length === 0) return new Map();
  const rows = await tenant.query<ChainEnd & { lead_id: string }>(
    `select r.lead_id, r.number, r.chain from unnest($2::uuid[]) as wanted(lead_id)
     cross join lateral (select lead_id, number, chain from receipts where tenant_id = $1 and lead_id = wanted.lead_id
       order by number desc limit 1) as r`,
    [tenant.tenantId, uuidArray(leadIds)],
    'often',
  );
  return new Map(rows.map(row => [row.lead_id, row]));
}

/** Appends receipts to the chains that end as `endsOfChains` says, at most one a lead. Only under `lockScores`. */
export async function appendReceipts(tenant: TenantSql, receipts: readonly NewReceipt[]): Promise<void> {
  if (receipts.length === 0) return;
  await tenant.query(
    `insert into receipts (tenant_id, receipt_id, lead_id, number, made_at, payload, salt, digest, chain, points, model_version)
     select $1, * from unnest($2::uuid[], $3::uuid[], $4::integer[], $5::timestamptz[], $6::text[], $7::bytea[], $8::bytea[],
       $9::bytea[], $10::integer[], $11::integer[])`,
    [
      tenant.tenantId,
      uuidArray(receipts.map(({ receiptId }) => receiptId)),
      uuidArray(receipts.map(({ leadId }) => leadId)),
      arrayParameter(receipts.map(({ number }) => number)),
      arrayParameter(receipts.map(({ madeAt }) => madeAt.toISOString())),
      arrayParameter(receipts.map(({ payload }) => payload)),
      arrayParameter(receipts.map(({ salt }) => inHex(salt))),
      arrayParameter(receipts.map(({ digest }) => inHex(digest))),
      arrayParameter(receipts.map(({ chain }) => inHex(chain))),
      arrayParameter(receipts.map(({ scorePoints }) => scorePoints)),
      arrayParameter(receipts.map(({ modelVersion }) => modelVersion)),
    ],
    'often',
  );
}

/** As PostgreSQL reads a `bytea`. */
function inHex(bytes: Buffer): string {
  return `\\x${bytes.toString('hex')}`;
}

/** @throws NotFoundError ERR_RECEIPT_NOT_FOUND */
export async function getReceipt(tenant: TenantSql, receiptId: string): Promise<StoredReceipt> {
  const [receipt] = await receiptsById(tenant, [receiptId]);
  if (receipt === undefined)
    throw new NotFoundError('ERR_RECEIPT_NOT_FOUND', `There is no receipt ${receiptId}`);
  return receipt;
}

/** These receipts, in no fixed order; unknown ones are absent. */
export async function receiptsById(
  tenant: TenantSql,
  receiptIds: readonly string[],
): Promise<StoredReceipt[]> {
  return tenant.query<StoredReceipt>(
    `select ${COLUMNS} from receipts where tenant_id = $1 and receipt_id = any($2::uuid[])`,
    [tenant.tenantId, receiptIds],
    'often',
  );
}

/** The published score points of each of these leads at a time; leads that had none are absent. */
export async function pointsAsOf(
  tenant: TenantSql,
  leadIds: readonly string[],
  at: Date,
): Promise<Map<string, number>> {
  if (leadIds.length === 0) return new Map();
  const rows = await tenant.query<{ lead_id: string; points: number }>(
    `select wanted.lead_id, r.points from unnest($2::uuid[]) as wanted(lead_id)
     cross join lateral (select points from receipts
       where tenant_id = $1 and receipts.lead_id = wanted.lead_id and made_at <= $3
       order by number desc limit 1) as r
     where r.points is not null`,
    [tenant.tenantId, uuidArray(leadIds), at],
    'often',
  );
  return new Map(rows.map(({ lead_id, points }) => [lead_id, points]));
}

/** A lead's receipts, newest first, at most `limit`. */
export async function receiptsOfLead(
  tenant: TenantSql,
  leadId: string,
  limit: number,
): Promise<StoredReceipt[]> {
  return tenant.query<StoredReceipt>(
    `select ${COLUMNS} from receipts where tenant_id = $1 and lead_id = $2 order by number desc limit $3`,
    [tenant.tenantId, leadId, limit],
  );
}

/** Where a page of receipts ended. */
export type ChainPosition = Pick<StoredReceipt, 'leadId' | 'number'>;

/** A receipt with all that is kept beside its payload. */
export interface WholeReceipt extends StoredReceipt {
  /** What cards read of it. Null where there is no score, and once erased. */
  scorePoints: number | null;
  /** Null once erased. */
  modelVersion: number | null;
  /** What `madeAt` leaves out of the time that is stored. */
  microseconds: number;
}

/** All receipts, chain by chain and each in its order, in pages. Pass the last receipt of the page before. */
export async function pageOfReceipts(
  tenant: TenantSql,
  after: ChainPosition | undefined,
  limit: number,
): Promise<WholeReceipt[]> {
  return tenant.query<WholeReceipt>(
    `select ${COLUMNS}, points as "scorePoints", model_version as "modelVersion",
       extract(microseconds from made_at)::integer % 1000 as microseconds from receipts
     where tenant_id = $1 and ($2::uuid is null or (lead_id, number) > ($2, $3)) order by lead_id, number limit $4`,
    [tenant.tenantId, after?.leadId ?? null, after?.number ?? null, limit],
  );
}

/** Takes away what the receipts of these leads say; their chains stay whole. Returns how many were erased. */
export async function erasePayloads(
  tenant: TenantSql,
  leadIds: readonly string[],
  erasedAt: Date,
): Promise<number> {
  const rows = await tenant.query(
    `update receipts set payload = null, salt = null, points = null, model_version = null, erased_at = $3
     where tenant_id = $1 and lead_id = any($2::uuid[]) and payload is not null returning receipt_id`,
    [tenant.tenantId, leadIds, erasedAt],
  );
  return rows.length;
}
