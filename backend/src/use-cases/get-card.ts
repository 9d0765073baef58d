import {
  buildCard,
  type CardFacts,
  type CardReader,
  type CardView,
  notEligibleReason,
} from '@aix/shared-scoring';
import type { TenantSql } from '../store/database.ts';
import { dirtySince } from '../store/dirty-leads.ts';
import { findLeadOfRecord, type StoredLead } from '../store/leads.ts';
import { publishedOfLeads } from '../store/published.ts';
import { findScore } from '../store/scores.ts';
import { getTenant } from '../store/tenants.ts';
import { loadChampion, loadModel } from './champion.ts';
import type { Context } from './context.ts';
import { cardFactsOf } from './scoring/card-facts.ts';
import { addPast, findDelay } from './scoring/card-surroundings.ts';
import { readPayloads } from './scoring/read-payloads.ts';

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
  const now = context.now();
  const facts = await context.database.withTenant(tenantId, tenant => findCardFacts(tenant, request, now));
  return buildCard(facts, { ...reader, now });
}

async function findCardFacts(tenant: TenantSql, request: CardRequest, now: Date): Promise<CardFacts> {
  const { connectionId, objectType, objectId } = request;
  const [lead, ofTenant] = await Promise.all([
    findLeadOfRecord(tenant, connectionId, objectType, objectId),
    getTenant(tenant),
  ]);
  if (lead === undefined) return { state: 'never_scored' };
  if (notEligibleReason(lead) !== undefined) return notEligible(lead);
  const [published, waitingSince, delayed] = await Promise.all([
    publishedOfLeads(tenant, [lead.leadId]).then(found => found.get(lead.leadId)),
    waitingSinceOf(tenant, lead),
    findDelay(tenant, request, now),
  ]);
  if (published === undefined)
    return { state: (await loadChampion(tenant)) === undefined ? 'setup_unfinished' : 'never_scored' };
  const payload = (await readPayloads(tenant, [published.receiptId])).get(published.receiptId);
  // The card says what stands on the record, in the words of the model that made it.
  const model = payload && (await loadModel(tenant, payload.modelVersion));
  if (payload === undefined || model === undefined) return { state: 'never_scored' };
  const facts = cardFactsOf({ receiptId: published.receiptId, payload }, model, ofTenant);
  if (facts.state !== 'scored') return facts;
  return {
    ...(await addPast(tenant, lead.leadId, facts)),
    ...(waitingSince && { waitingSince }),
    ...(delayed && { delayed }),
  };
}

/** Since when a change of the lead has been waiting for its score; undefined when none is. */
async function waitingSinceOf(
  tenant: TenantSql,
  { leadId, changedAt }: StoredLead,
): Promise<Date | undefined> {
  const [score, marked] = await Promise.all([findScore(tenant, leadId), dirtySince(tenant, leadId)]);
  const changed = score === undefined || changedAt >= score.scoredAt ? changedAt : undefined;
  return [marked, changed].filter(time => time !== undefined).sort((a, b) => a.getTime() - b.getTime())[0];
}

function notEligible(lead: StoredLead): CardFacts {
  const reason = notEligibleReason(lead) ?? 'no_email_and_no_company';
  return lead.outcome.kind === 'converted'
    ? { state: 'not_eligible', reason, convertedAt: lead.outcome.at }
    : { state: 'not_eligible', reason };
}
