import { CHAIN_START, chainDigest, payloadDigest } from '../security/receipt-chain.ts';
import type { Database, TenantSql } from '../store/database.ts';
import { publishedOfLeads } from '../store/published.ts';
import {
  type ChainPosition,
  pageOfReceipts,
  type StoredReceipt,
  type WholeReceipt,
} from '../store/receipts.ts';
import { listTenantIds } from '../store/tenants.ts';
import { payloadFromText, type ReceiptPayload, scorePointsOf } from './scoring/receipt-payload.ts';

/** What a walk over all receipts found. */
export interface AuditReport {
  receipts: number;
  /** Receipts whose payload was erased on request; their place in the chain was checked. */
  erased: number;
  leads: number;
  faults: AuditFault[];
}

/** A receipt that is not what it was. */
export interface AuditFault {
  tenantId: string;
  leadId: string;
  receiptId: string;
  problem: string;
}

const PAGE = 1_000;

/** Walks every chain of receipts of every tenant. One altered, missing or added byte is a fault that names its receipt. */
export async function verifyAudit(
  database: Database,
  onProgress: (receipts: number) => void = () => undefined,
): Promise<AuditReport> {
  const report: AuditReport = { receipts: 0, erased: 0, leads: 0, faults: [] };
  for (const tenantId of await listTenantIds(database)) {
    const walk = createWalk(tenantId, report);
    let position: ChainPosition | undefined;
    for (;;) {
      const page = await database.withTenant(tenantId, async sql => {
        const receipts = await pageOfReceipts(sql, position, PAGE);
        const last = receipts.at(-1);
        const ends = await endsPublished(sql, receipts);
        for (const receipt of receipts) walk.step(receipt, ends);
        position = last;
        return receipts;
      });
      onProgress(report.receipts);
      if (page.length < PAGE) break;
    }
    walk.end();
  }
  return report;
}

/** The number of the last receipt that each of these leads must have, since it is published. */
async function endsPublished(
  sql: TenantSql,
  receipts: readonly StoredReceipt[],
): Promise<Map<string, number>> {
  const leadIds = [...new Set(receipts.map(({ leadId }) => leadId))];
  const published = await publishedOfLeads(sql, leadIds);
  return new Map([...published].map(([leadId, { receiptNumber }]) => [leadId, receiptNumber]));
}

/** Takes one receipt after the other, chain by chain. */
function createWalk(tenantId: string, report: AuditReport) {
  let before: StoredReceipt | undefined;
  let mustEndAt: number | undefined;
  const blame = ({ leadId, receiptId }: StoredReceipt, problem: string) =>
    report.faults.push({ tenantId, leadId, receiptId, problem });
  const end = () => {
    if (before !== undefined && mustEndAt !== undefined && before.number < mustEndAt)
      blame(before, `is followed by no receipt ${mustEndAt}, though that one is published`);
    before = undefined;
  };
  return {
    end,
    step(receipt: WholeReceipt, ends: ReadonlyMap<string, number>) {
      if (receipt.leadId !== before?.leadId) {
        end();
        report.leads += 1;
      }
      mustEndAt = ends.get(receipt.leadId);
      report.receipts += 1;
      if (receipt.payload === null) report.erased += 1;
      const problem = problemOf(receipt, before);
      if (problem !== undefined) blame(receipt, problem);
      before = receipt;
    },
  };
}

function problemOf(receipt: WholeReceipt, before: StoredReceipt | undefined): string | undefined {
  const expected = (before?.number ?? 0) + 1;
  if (receipt.number !== expected)
    return `is number ${receipt.number} of its chain where ${expected} belongs`;
  const { salt, payload, digest } = receipt;
  if (salt !== null && payload !== null && !payloadDigest(salt, payload).equals(digest))
    return 'does not say what it said when it was written';
  const chain = chainDigest(before?.chain ?? CHAIN_START, { ...receipt, digest: Buffer.from(digest) });
  if (receipt.microseconds !== 0 || !chain.equals(receipt.chain)) return 'does not fit into its chain';
  return payload === null || isBesidePayload(receipt, payloadFromText(payload))
    ? undefined
    : 'has other points or another model version beside it than it says';
}

/** Whether what cards read of a receipt is what it says. */
function isBesidePayload({ scorePoints, modelVersion }: WholeReceipt, payload: ReceiptPayload): boolean {
  return scorePoints === scorePointsOf(payload) && modelVersion === payload.modelVersion;
}
