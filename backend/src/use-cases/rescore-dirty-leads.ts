import type { TenantSql } from '../store/database.ts';
import {
  type DirtyLead,
  settleDirtyLeads,
  takeDirtyLeads,
  tenantsWithDirtyLeads,
} from '../store/dirty-leads.ts';
import { lockScores } from '../store/scores.ts';
import { currentSignals } from '../store/signals.ts';
import { findStandingLeads, refreshScores } from '../store/standing-scores.ts';
import { getTenant } from '../store/tenants.ts';
import { loadChampion } from './champion.ts';
import type { Context } from './context.ts';
import { type Rescored, rescoreLeads } from './rescore-leads.ts';
import { refreshScore } from './scoring/refresh-score.ts';

/** How many dirty leads to take, and which. */
export interface DirtyBatch {
  limit: number;
  /** Leads that were scored later than this rest; without it none does. */
  restedSince?: Date;
  /** Fewer leads than this that have to be scored in full stay dirty, until more of them make it worth its price; 1 if absent. */
  fewestInFull?: number;
}

/**
 * Scores the tenant's dirty leads: hot ones first, then those that wait longest. However many changes a lead had, it is scored
 * once. Most scores move within their noise: they are refreshed at once, of the fit that stands. The others get their
 * receipts from `rescoreLeads`.
 */
export async function rescoreDirtyLeads(
  context: Context,
  tenantId: string,
  batch: DirtyBatch,
): Promise<Rescored & { taken: number; inFull: number }> {
  const { refreshed, left } = await context.database.withTenant(tenantId, async sql => {
    const [, quiet] = await Promise.all([lockScores(sql), refreshQuietLeads(sql, batch, context.now())]);
    return quiet;
  });
  const taken = refreshed + left.length;
  if (left.length < (batch.fewestInFull ?? 1)) return { scored: refreshed, published: 0, taken, inFull: 0 };
  const rescored = await rescoreLeads(
    context,
    tenantId,
    left.map(({ leadId }) => leadId),
    { alongside: sql => settleDirtyLeads(sql, left) },
  );
  return {
    scored: refreshed + rescored.scored,
    published: rescored.published,
    taken,
    inFull: left.length,
  };
}

/** Refreshes the scores of dirty leads that need not be published; the others are left. Only behind `lockScores`. @param at before anything was read */
async function refreshQuietLeads(
  sql: TenantSql,
  { limit, restedSince }: DirtyBatch,
  at: Date,
): Promise<{ refreshed: number; left: DirtyLead[] }> {
  const [taken, champion, tenant, signals] = await Promise.all([
    takeDirtyLeads(sql, limit, restedSince),
    loadChampion(sql),
    getTenant(sql),
    currentSignals(sql),
  ]);
  if (taken.length === 0 || champion === undefined) return { refreshed: 0, left: taken };
  const round = { champion, tenant, signals, at };
  const leadIds = taken.map(({ leadId }) => leadId);
  const standing = await findStandingLeads(sql, leadIds, champion.version);
  const scores = standing.flatMap(lead => refreshScore(round, lead) ?? []);
  const quiet = new Set(scores.map(({ leadId }) => leadId));
  const settled = taken.filter(({ leadId }) => quiet.has(leadId));
  await Promise.all([refreshScores(sql, scores, at), settleDirtyLeads(sql, settled)]);
  return { refreshed: settled.length, left: taken.filter(({ leadId }) => !quiet.has(leadId)) };
}

/** The tenants that have dirty leads, in the order in which their next leads are due. */
export async function dirtyTenants({ database }: Context): Promise<string[]> {
  return tenantsWithDirtyLeads(database);
}
