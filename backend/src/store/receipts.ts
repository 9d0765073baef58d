import { NotFoundError } from '@aix/shared-scoring';
import { CHAIN_START, chainDigest, digestPayload } from '../security/receipt-chain.ts';
import { arrayParameter } from './array-parameter.ts';
import type { TenantSql } from './database.ts';
import { uuidArray } from './uuid-array.ts';

/** A receipt about to be written. */
export interface NewReceipt {
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

/**
 * Appends a receipt to each lead's chain. Only under `lockScores`, at most one receipt a lead.
 * @returns the number of each receipt, by lead
 */
export async function appendReceipts(
  tenant: TenantSql,
  receipts: readonly NewReceipt[],
): Promise<Map<string, number>> {
  if (receipts.length === 0) return new Map();
  const leadIds = receipts.map(({ leadId }) => leadId);
  const ends = await endsOfChains(tenant, leadIds);
  const rows = receipts.map(receipt => {
    const end = ends.get(receipt.leadId);
    const { salt, digest } = digestPayload(receipt.payload);
    const link = { ...receipt, number: (end?.number ?? 0) + 1, digest };
    return { ...link, salt, chain: chainDigest(end?.chain ?? CHAIN_START, link) };
  });
  await tenant.query(
    `insert into receipts (tenant_id, receipt_id, lead_id, number, made_at, payload, salt, digest, chain, points, model_version)
     select $1, * from unnest($2::uuid[], $3::uuid[], $4::integer[], $5::timestamptz[], $6::text[], $7::bytea[], $8::bytea[],
       $9::bytea[], $10::integer[], $11::integer[])`,
    [
      tenant.tenantId,
      uuidArray(rows.map(({ receiptId }) => receiptId)),
      uuidArray(rows.map(({ leadId }) => leadId)),
      arrayParameter(rows.map(({ number }) => number)),
      arrayParameter(rows.map(({ madeAt }) => madeAt.toISOString())),
      arrayParameter(rows.map(({ payload }) => payload)),
      arrayParameter(rows.map(({ salt }) => inHex(salt))),
      arrayParameter(rows.map(({ digest }) => inHex(digest))),
      arrayParameter(rows.map(({ chain }) => inHex(chain))),
      arrayParameter(rows.map(({ scorePoints }) => scorePoints)),
      arrayParameter(rows.map(({ modelVersion }) => modelVersion)),
    ],
    'often',
  );
  return new Map(rows.map(({ leadId, number }) => [leadId, number]));
}

/** As PostgreSQL reads a `bytea`. */
function inHex(bytes: Buffer): string {
  return `\\x${bytes.toString('hex')}`;
}

async function endsOfChains(
  tenant: TenantSql,
  leadIds: readonly string[],
): Promise<Map<string, { number: number; chain: Uint8Array }>> {
  const rows = await tenant.query<{ lead_id: string; number: number; chain: Uint8Array }>(
    `select r.lead_id, r.number, r.chain from unnest($2::uuid[]) as wanted(lead_id)
     cross join lateral (select * from receipts where tenant_id = $1 and lead_id = wanted.lead_id
       order by number desc limit 1) as r`,
    [tenant.tenantId, leadIds],
    'often',
  );
  return new Map(rows.map(row => [row.lead_id, row]));
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

/** What was published last of each of these leads at a time; leads of whom nothing was are absent. */
export async function receiptsAsOf(
  tenant: TenantSql,
  leadIds: readonly string[],
  at: Date,
): Promise<Map<string, StoredReceipt>> {
  const rows = await tenant.query<StoredReceipt>(
    `select r.* from unnest($2::uuid[]) as wanted(lead_id)
     cross join lateral (select ${COLUMNS} from receipts
       where tenant_id = $1 and receipts.lead_id = wanted.lead_id and made_at <= $3
       order by number desc limit 1) as r`,
    [tenant.tenantId, leadIds, at],
    'often',
  );
  return new Map(rows.map(receipt => [receipt.leadId, receipt]));
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

/** All receipts, chain by chain and each in its order, in pages. Pass the last receipt of the page before. */
export async function pageOfReceipts(
  tenant: TenantSql,
  after: ChainPosition | undefined,
  limit: number,
): Promise<StoredReceipt[]> {
  return tenant.query<StoredReceipt>(
    `select ${COLUMNS} from receipts
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
