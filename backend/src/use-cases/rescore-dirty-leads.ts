import type { TenantSql } from '../store/database.ts';
import {
  type DirtyLead,
  type Rest,
  settleDirtyLeads,
  takeDirtyLeads,
  tenantsWithDirtyLeads,
} from '../store/dirty-leads.ts';
import { engagementOfLeads } from '../store/engagement.ts';
import { lockScores } from '../store/scores.ts';
import { currentSignals } from '../store/signals.ts';
import { refreshScores } from '../store/standing-scores.ts';
import type { Context } from './context.ts';
import { type Rescored, rescoreLeads } from './rescore-leads.ts';
import { refreshScore, standingScores } from './scoring/refresh-score.ts';

/** What became of dirty leads. */
export interface RescoredDirty extends Rescored {
  /** How many were taken. */
  taken: number;
}

/** How many dirty leads to take, and which. */
export interface DirtyBatch {
  limit: number;
  /** Which are left for now; without it none is. */
  rest?: Rest;
}

/**
 * Scores the tenant's dirty leads: hot ones and others in turn, those first that wait longest. However many changes a lead had, it is
 * scored once. Most scores move within their noise: they are refreshed at once, of the fit that stands. The others get their
 * receipts from `rescoreLeads`.
 */
export async function rescoreDirtyLeads(
  context: Context,
  tenantId: string,
  batch: DirtyBatch,
): Promise<RescoredDirty> {
  const { taken, refreshed, left } = await context.database.withTenant(tenantId, async sql => {
    const [, quiet] = await Promise.all([lockScores(sql), refreshQuietLeads(sql, batch, context.now())]);
    return quiet;
  });
  if (left.length === 0) return { scored: refreshed, published: 0, taken: taken.length };
  const rescored = await rescoreLeads(
    context,
    tenantId,
    left.map(({ leadId }) => leadId),
    { alongside: sql => settleDirtyLeads(sql, left) },
  );
  return { scored: refreshed + rescored.scored, published: rescored.published, taken: taken.length };
}

/** Refreshes the scores of dirty leads that need not be published; the others are left. Only behind `lockScores`. @param at before anything was read */
async function refreshQuietLeads(
  sql: TenantSql,
  { limit, rest }: DirtyBatch,
  at: Date,
): Promise<{ taken: DirtyLead[]; refreshed: number; left: DirtyLead[] }> {
  const taken = await takeDirtyLeads(sql, limit, rest);
  if (taken.length === 0) return { taken, refreshed: 0, left: taken };
  const leadIds = taken.map(({ leadId }) => leadId);
  // Scores before engagement: who adds to this in between saves the score, too, and ours is left alone, or marks the lead again.
  const [standing, signals, engagements] = await Promise.all([
    standingScores(sql, leadIds),
    currentSignals(sql),
    engagementOfLeads(sql, leadIds),
  ]);
  if (standing === undefined) return { taken, refreshed: 0, left: taken };
  const scores = [...standing.leads.values()].flatMap(
    lead => refreshScore({ ...standing, signals, at }, lead, engagements.get(lead.leadId)) ?? [],
  );
  const quiet = new Set(scores.map(({ leadId }) => leadId));
  for (const leadId of await refreshScores(sql, scores, at)) quiet.delete(leadId);
  const settled = taken.filter(({ leadId }) => quiet.has(leadId));
  await settleDirtyLeads(sql, settled);
  return { taken, refreshed: settled.length, left: taken.filter(({ leadId }) => !quiet.has(leadId)) };
}

/** The tenants that have dirty leads, in the order in which their next leads are due. */
export async function dirtyTenants({ database }: Context): Promise<string[]> {
  return tenantsWithDirtyLeads(database);
}
