import { publishedOfLeads } from '../store/published.ts';
import type { Context } from './context.ts';
import type { CardRequest } from './get-card.ts';
import { leadOfRecord } from './lead-of-record.ts';
import { rescoreLeads } from './rescore-leads.ts';

/** What scoring one record at once came to. */
export interface ScoredNow {
  leadId: string;
  /** Whether what stands on the record changed. */
  isPublished: boolean;
  /** Of what is published now; null while there is no model. */
  receiptId: string | null;
}

/**
 * Scores the lead that a record shows at once, instead of in its turn.
 * @throws NotFoundError ERR_LEAD_NOT_FOUND when the record is not known
 */
export async function scoreNow(context: Context, tenantId: string, request: CardRequest): Promise<ScoredNow> {
  const leadId = await leadOfRecord(context, tenantId, request);
  const { published } = await rescoreLeads(context, tenantId, [leadId], { trigger: 'asked' });
  if (published > 0) context.announce('due_writes');
  const standing = await context.database.withTenant(tenantId, sql => publishedOfLeads(sql, [leadId]));
  return { leadId, isPublished: published > 0, receiptId: standing.get(leadId)?.receiptId ?? null };
}
