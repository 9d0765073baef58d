import type { TenantSql } from '../store/database.ts';
import { findLeads, type StoredLead } from '../store/leads.ts';
import { lockScores, scoresOfLeads } from '../store/scores.ts';
import { getTenant } from '../store/tenants.ts';
import { loadChampion } from './champion.ts';
import type { Context } from './context.ts';
import { fitLeads } from './scoring/fit-leads.ts';
import { publishScores } from './scoring/publish-scores.ts';

/** What became of leads that were to be scored. */
export interface Rescored {
  scored: number;
  published: number;
}

/** How to score besides the usual. */
export interface RescoreOptions {
  /** Why somebody wants it, where it is not because something changed. */
  trigger?: 'asked' | 'override';
  /** Runs in the transaction that stores the scores. */
  alongside?: (tenant: TenantSql) => Promise<void>;
}

/**
 * Scores leads as they are now and publishes what has to be. Scores, receipts, crossings and the writes that follow are stored
 * in one transaction. A lead whose facts change meanwhile is left as it was: its change has marked it again. Without a
 * champion nothing is scored.
 */
export async function rescoreLeads(
  context: Context,
  tenantId: string,
  leadIds: readonly string[],
  { trigger, alongside }: RescoreOptions = {},
): Promise<Rescored> {
  const inTenant = <T>(work: (tenant: TenantSql) => Promise<T>) =>
    context.database.withTenant(tenantId, work);
  // Taken before anything is read: a change that comes later must look newer than the score.
  const at = context.now();
  const [champion, tenant, known] = await inTenant(sql =>
    Promise.all([loadChampion(sql), getTenant(sql), readScored(sql, leadIds)]),
  );
  if (champion === undefined) {
    await inTenant(async sql => alongside?.(sql));
    return { scored: 0, published: 0 };
  }
  const fits = await fitLeads(context, { ...known, tenant, champion, at });
  return inTenant(async sql => {
    const [, now] = await Promise.all([lockScores(sql), findLeads(sql, leadIds)]);
    const leads = unchangedSince(known.leads, now);
    const rescored = await publishScores(
      sql,
      { tenant, champion, at },
      { leads, fits, ...(trigger && { trigger }) },
    );
    await alongside?.(sql);
    return rescored;
  });
}

async function readScored(sql: TenantSql, leadIds: readonly string[]) {
  const [leads, scores] = await Promise.all([findLeads(sql, leadIds), scoresOfLeads(sql, leadIds)]);
  return { leads, scores };
}

/** Fits are of facts as they were read; a lead that changed since waits for the next round. */
function unchangedSince(before: readonly StoredLead[], now: readonly StoredLead[]): StoredLead[] {
  const changedAt = new Map(before.map(lead => [lead.leadId, lead.changedAt.getTime()]));
  return now.filter(lead => changedAt.get(lead.leadId) === lead.changedAt.getTime());
}
