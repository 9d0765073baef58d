import { NotFoundError } from '@aix/shared-scoring';
import { findLeadOfRecord } from '../store/leads.ts';
import { publishedOfLeads } from '../store/published.ts';
import type { Context } from './context.ts';
import type { CardRequest } from './get-card.ts';
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
  const { connectionId, objectType, objectId } = request;
  const lead = await context.database.withTenant(tenantId, sql =>
    findLeadOfRecord(sql, connectionId, objectType, objectId),
  );
  if (lead === undefined)
    throw new NotFoundError(
      'ERR_LEAD_NOT_FOUND',
      `The record ${objectType} ${objectId} was not read yet: it gets its score with the next update`,
    );
  const { leadId } = lead;
  const { published } = await rescoreLeads(context, tenantId, [leadId], { trigger: 'asked' });
  if (published > 0) context.announce('due_writes');
  const standing = await context.database.withTenant(tenantId, sql => publishedOfLeads(sql, [leadId]));
  return { leadId, isPublished: published > 0, receiptId: standing.get(leadId)?.receiptId ?? null };
}
