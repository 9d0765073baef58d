import {
  buildCard,
  type CardFacts,
  type CardReader,
  type CardView,
  notEligibleReason,
  type ToldGroup,
} from '@aix/shared-scoring';
import { type CardDepth, type CardSource, findCardSource } from '../store/card-source.ts';
import type { TenantSql } from '../store/database.ts';
import { currentSignals, type SignalSet } from '../store/signals.ts';
import { type Champion, loadChampion, loadNamedModel } from './champion.ts';
import type { Context } from './context.ts';
import { colleaguesOnCard } from './engagement/find-colleagues.ts';
import { MOST_EVENTS, tellTimeline } from './engagement/tell-timeline.ts';
import { addresseeOf, stepFactsOf } from './next-step/step-facts-of.ts';
import { cardFactsOf } from './scoring/card-facts.ts';
import { addPast, findDelay } from './scoring/card-surroundings.ts';
import { payloadFromText, type ReceiptPayload } from './scoring/receipt-payload.ts';

/** Which record the card is shown on. */
export interface CardRequest {
  connectionId: string;
  objectType: string;
  objectId: string;
}

/** The finished card of the lead that a record shows. Reads what is stored; scores nothing. That it showed a step is kept. */
export async function getCard(
  context: Context,
  tenantId: string,
  request: CardRequest,
  reader: Omit<CardReader, 'now'>,
): Promise<CardView> {
  const now = context.now();
  const facts = await context.database.withTenant(tenantId, tenant =>
    findCardFacts(context, tenant, request, now),
  );
  return buildCard(facts, { ...reader, now });
}

/** As many scores as a card's line has points at most, and the one that stood before them. */
const DEPTH: CardDepth = { scores: 31, events: MOST_EVENTS };

async function findCardFacts(
  { noteShown }: Context,
  tenant: TenantSql,
  request: CardRequest,
  now: Date,
): Promise<CardFacts> {
  const [source, signals] = await Promise.all([
    findCardSource(tenant, request, DEPTH),
    currentSignals(tenant),
  ]);
  if (source === undefined) return { state: 'never_scored' };
  if (notEligibleReason(source) !== undefined) return notEligible(source);
  const { receipt, model: name, isWriteWaiting } = source;
  if (receipt === undefined)
    return { state: (await loadChampion(tenant)) === undefined ? 'setup_unfinished' : 'never_scored' };
  if (receipt.payload === null || name === undefined) return { state: 'never_scored' };
  const payload = payloadFromText(receipt.payload);
  // The card says what stands on the record, in the words of the model that made it.
  const model = await loadNamedModel(tenant, name);
  const facts = cardFactsOf({ receiptId: receipt.receiptId, payload }, model, source);
  if (facts.state !== 'scored') return facts;
  const { step } = source;
  // Most cards need neither.
  const [known, delayed] = await Promise.all([
    addPast(tenant, facts, source.history),
    isWriteWaiting ? findDelay(tenant, request.connectionId, now) : undefined,
  ]);
  const timeline = timelineOf(source, payload, { signals, model, now });
  const asked = colleaguesOnCard(tenant, source, request, now);
  tenant.finish();
  const colleagues = await asked;
  if (step && !step.isShown) noteShown(tenant.tenantId, step.stepId, now);
  const waitingSince = waitingSinceOf(source);
  return {
    ...{ ...known, timeline, colleagues },
    nextStep: step ? stepFactsOf(step, addresseeOf(source, source.engagement)) : null,
    ...(waitingSince && { waitingSince }),
    ...(delayed && { delayed }),
  };
}

function timelineOf(
  { engagement, events }: CardSource,
  { outcome }: ReceiptPayload,
  { signals, model, now }: { signals: SignalSet; model: Champion; now: Date },
): ToldGroup[] {
  if (engagement === undefined || outcome.status !== 'scored') return [];
  const { fit, thresholds } = outcome;
  return tellTimeline(
    { signals, events },
    { engagement, fit, scale: { scale: model.model.scoreScale, thresholds }, now },
  );
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
