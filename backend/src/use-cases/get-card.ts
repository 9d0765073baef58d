import {
  buildCard,
  type CardFacts,
  type CardReader,
  type CardView,
  notEligibleReason,
} from '@aix/shared-scoring';
import type { TenantSql } from '../store/database.ts';
import { findLeadOfRecord, type StoredLead } from '../store/leads.ts';
import { findScore } from '../store/scores.ts';
import { getTenant } from '../store/tenants.ts';
import { loadChampion } from './champion.ts';
import type { Context } from './context.ts';
import { cardFactsOf } from './score-card.ts';

/** Which record the card is shown on. */
export interface CardRequest {
  connectionId: string;
  objectType: string;
  objectId: string;
}

/** The finished card of the lead that a record shows. Reads what is stored; scores nothing. */
export async function getCard(
  context: Context,
  tenantId: string,
  request: CardRequest,
  reader: Omit<CardReader, 'now'>,
): Promise<CardView> {
  const facts = await context.database.withTenant(tenantId, tenant => findCardFacts(tenant, request));
  return buildCard(facts, { ...reader, now: context.now() });
}

async function findCardFacts(
  tenant: TenantSql,
  { connectionId, objectType, objectId }: CardRequest,
): Promise<CardFacts> {
  const lead = await findLeadOfRecord(tenant, connectionId, objectType, objectId);
  if (lead === undefined) return { state: 'never_scored' };
  if (notEligibleReason(lead) !== undefined) return notEligible(lead);
  const champion = await loadChampion(tenant);
  if (champion === undefined) return { state: 'setup_unfinished' };
  const score = await findScore(tenant, lead.leadId);
  // A score of an earlier model cannot be explained with this one; its lead is about to be scored again.
  if (score === undefined || score.modelVersion !== champion.version) return { state: 'never_scored' };
  return cardFactsOf(score, lead, await getTenant(tenant), champion);
}

function notEligible(lead: StoredLead): CardFacts {
  const reason = notEligibleReason(lead) ?? 'no_email_and_no_company';
  return lead.outcome.kind === 'converted'
    ? { state: 'not_eligible', reason, convertedAt: lead.outcome.at }
    : { state: 'not_eligible', reason };
}
