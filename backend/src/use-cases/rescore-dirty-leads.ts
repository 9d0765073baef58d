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
): Promise<Rescored & { taken: number }> {
  const { refreshed, left } = await context.database.withTenant(tenantId, sql =>
    refreshQuietLeads(sql, batch, context.now()),
  );
  if (left.length === 0) return { scored: refreshed, published: 0, taken: refreshed };
  const rescored = await rescoreLeads(
    context,
    tenantId,
    left.map(({ leadId }) => leadId),
    { alongside: sql => settleDirtyLeads(sql, left) },
  );
  return {
    scored: refreshed + rescored.scored,
    published: rescored.published,
    taken: refreshed + left.length,
  };
}

/** Refreshes the scores of dirty leads that need not be published; the others are left. @param at before anything was read */
async function refreshQuietLeads(
  sql: TenantSql,
  { limit, restedSince }: DirtyBatch,
  at: Date,
): Promise<{ refreshed: number; left: DirtyLead[] }> {
  await lockScores(sql);
  const taken = await takeDirtyLeads(sql, limit, restedSince);
  const champion = taken.length === 0 ? undefined : await loadChampion(sql);
  if (champion === undefined) return { refreshed: 0, left: taken };
  const round = { champion, tenant: await getTenant(sql), signals: await currentSignals(sql), at };
  const leadIds = taken.map(({ leadId }) => leadId);
  const standing = await findStandingLeads(sql, leadIds, champion.version);
  const scores = standing.flatMap(lead => refreshScore(round, lead) ?? []);
  await refreshScores(sql, scores, at);
  const quiet = new Set(scores.map(({ leadId }) => leadId));
  const settled = taken.filter(({ leadId }) => quiet.has(leadId));
  if (settled.length > 0) await settleDirtyLeads(sql, settled);
  return { refreshed: settled.length, left: taken.filter(({ leadId }) => !quiet.has(leadId)) };
}

/** The tenants that have dirty leads, in the order in which their next leads are due. */
export async function dirtyTenants({ database }: Context): Promise<string[]> {
  return tenantsWithDirtyLeads(database);
}
