import { pageOfUnscoredLeads } from '../store/leads.ts';
import { loadChampion } from './champion.ts';
import type { Context } from './context.ts';
import { rescoreLeads } from './rescore-leads.ts';

const PAGE = 1_000;

/**
 * Scores every open lead whose score is missing, older than its facts or of another model, page by page, and publishes what has
 * to be. Returns how many leads were looked at; none without a champion.
 */
export async function scoreLeads(
  context: Context,
  tenantId: string,
  onProgress: (scored: number) => void = () => undefined,
): Promise<number> {
  const champion = await context.database.withTenant(tenantId, loadChampion);
  if (champion === undefined) return 0;
  let scored = 0;
  let lastLeadId: string | undefined;
  for (;;) {
    const leads = await context.database.withTenant(tenantId, sql =>
      pageOfUnscoredLeads(sql, champion.version, lastLeadId, PAGE),
    );
    if (leads.length === 0) return scored;
    lastLeadId = leads.at(-1)?.leadId;
    await rescoreLeads(
      context,
      tenantId,
      leads.map(({ leadId }) => leadId),
    );
    scored += leads.length;
    onProgress(scored);
  }
}
