import {
  buildCard,
  type CardFacts,
  type CardReader,
  type CardView,
  notEligibleReason,
} from '@aix/shared-scoring';
import { type CardSource, findCardSource } from '../store/card-source.ts';
import type { TenantSql } from '../store/database.ts';
import { getTenant } from '../store/tenants.ts';
import { loadChampion, loadModel } from './champion.ts';
import type { Context } from './context.ts';
import { cardFactsOf } from './scoring/card-facts.ts';
import { addPast, findDelay, readHistory } from './scoring/card-surroundings.ts';
import { payloadFromText } from './scoring/receipt-payload.ts';

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
  const [source, ofTenant] = await Promise.all([findCardSource(tenant, request), getTenant(tenant)]);
  if (source === undefined) return { state: 'never_scored' };
  if (notEligibleReason(source) !== undefined) return notEligible(source);
  const { receipt, leadId, isWriteWaiting } = source;
  if (receipt === undefined)
    return { state: (await loadChampion(tenant)) === undefined ? 'setup_unfinished' : 'never_scored' };
  if (receipt.payload === null) return { state: 'never_scored' };
  const payload = payloadFromText(receipt.payload);
  // The card says what stands on the record, in the words of the model that made it.
  const [model, history, delayed] = await Promise.all([
    loadModel(tenant, payload.modelVersion),
    readHistory(tenant, leadId),
    isWriteWaiting ? findDelay(tenant, request.connectionId, now) : undefined,
  ]);
  if (model === undefined) return { state: 'never_scored' };
  const facts = cardFactsOf({ receiptId: receipt.receiptId, payload }, model, ofTenant);
  if (facts.state !== 'scored') return facts;
  const waitingSince = waitingSinceOf(source);
  return {
    ...(await addPast(tenant, facts, history)),
    ...(waitingSince && { waitingSince }),
    ...(delayed && { delayed }),
  };
}

/** Since when a change of the lead has been waiting for its score; undefined when none is. */
function waitingSinceOf({ scoredAt, changedAt, dirtySince }: CardSource): Date | undefined {
  const changed = scoredAt === undefined || changedAt >= scoredAt ? changedAt : undefined;
  return [dirtySince, changed]
    .filter(time => time !== undefined)
    .sort((a, b) => a.getTime() - b.getTime())[0];
}

function notEligible(source: CardSource): CardFacts {
  const reason = notEligibleReason(source) ?? 'no_email_and_no_company';
  return source.outcome.kind === 'converted'
    ? { state: 'not_eligible', reason, convertedAt: source.outcome.at }
    : { state: 'not_eligible', reason };
}
