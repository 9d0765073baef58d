import { NotFoundError } from '@aix/shared-scoring';
import { findLeadOfRecord } from '../store/leads.ts';
import type { Context } from './context.ts';
import type { CardRequest } from './get-card.ts';

/**
 * Which lead a record shows.
 * @throws NotFoundError ERR_LEAD_NOT_FOUND when the record is not known
 */
export async function leadOfRecord(
  context: Context,
  tenantId: string,
  { connectionId, objectType, objectId }: CardRequest,
): Promise<string> {
  const lead = await context.database.withTenant(tenantId, sql =>
    findLeadOfRecord(sql, connectionId, objectType, objectId),
  );
  if (lead !== undefined) return lead.leadId;
  throw new NotFoundError(
    'ERR_LEAD_NOT_FOUND',
    `The record ${objectType} ${objectId} was not read yet: it gets its score with the next update`,
  );
}
