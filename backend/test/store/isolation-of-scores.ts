import { createEnvelope } from '../../src/security/envelope.ts';
import { linkReceipt } from '../../src/security/receipt-chain.ts';
import * as activePeople from '../../src/store/active-people.ts';
import { channelStates } from '../../src/store/alerts/channel-states.ts';
import * as channels from '../../src/store/alerts/channels.ts';
import * as confirmations from '../../src/store/alerts/confirmations.ts';
import * as deliveries from '../../src/store/alerts/deliveries.ts';
import type { CrossingContent } from '../../src/store/alerts/delivery-content.ts';
import * as digests from '../../src/store/alerts/digests.ts';
import * as untouched from '../../src/store/alerts/untouched-leads.ts';
import * as apiUsage from '../../src/store/api-usage.ts';
import * as cardSource from '../../src/store/card-source.ts';
import * as colleagues from '../../src/store/colleagues.ts';
import * as crossings from '../../src/store/crossings.ts';
import type { TenantSql } from '../../src/store/database.ts';
import * as feedback from '../../src/store/feedback.ts';
import * as nextSteps from '../../src/store/next-steps.ts';
import * as outbox from '../../src/store/outbox.ts';
import * as overrides from '../../src/store/overrides.ts';
import * as published from '../../src/store/published.ts';
import * as receipts from '../../src/store/receipts.ts';
import * as standingScores from '../../src/store/standing-scores.ts';

/** What one tenant owns, as the isolation test names it. */
interface Owned {
  leadId: string;
  connectionId: string;
  key: { objectType: string; objectId: string };
}

const NOW = new Date('2026-11-22T10:00:00Z');
const RECEIPT = '5b2f6b3e-0000-4000-8000-000000000001';
const OVERRIDE = '5b2f6b3e-0000-4000-8000-000000000002';
const CHANNEL = '5b2f6b3e-0000-4000-8000-000000000005';
const ENVELOPE = createEnvelope(Buffer.alloc(32));
const DIGEST = { channelId: CHANNEL, kind: 'webhook', until: NOW, notBefore: NOW } as const;
/** Of the owner’s digest, once it is there. */
let digestId = CHANNEL;
const STEP = '5b2f6b3e-0000-4000-8000-000000000004';
const FEEDBACK = '5b2f6b3e-0000-4000-8000-000000000003';

/** Calls of the stores behind published scores, with ids that belong to somebody else. */
export function callsOfScores(owned: Owned): Record<string, (tenant: TenantSql) => Promise<unknown>> {
  const { leadId } = owned;
  const behind = { ...owned.key, connectionId: owned.connectionId, leadId, receiptId: RECEIPT };
  return {
    endsOfChains: tenant => receipts.endsOfChains(tenant, [leadId]),
    appendReceipts: tenant => receipts.appendReceipts(tenant, [receiptOf(leadId)]),
    getReceipt: tenant => receipts.getReceipt(tenant, RECEIPT),
    receiptsById: tenant => receipts.receiptsById(tenant, [RECEIPT]),
    pointsAsOf: tenant => receipts.pointsAsOf(tenant, [leadId], NOW),
    receiptsOfLead: tenant => receipts.receiptsOfLead(tenant, leadId, 10),
    pageOfReceipts: tenant => receipts.pageOfReceipts(tenant, undefined, 10),
    erasePayloads: tenant => receipts.erasePayloads(tenant, [leadId], NOW),
    publishedOfLeads: tenant => published.publishedOfLeads(tenant, [leadId]),
    savePublished: tenant => published.savePublished(tenant, [publishedOf(leadId)]),
    recordsBehind: tenant => published.recordsBehind(tenant, [leadId]),
    catchUpRecords: tenant => published.catchUpRecords(tenant, [{ ...behind, crossingToken: null }]),
    pageOfPublished: tenant => published.pageOfPublished(tenant, undefined, 10),
    saveCrossings: tenant => crossings.saveCrossings(tenant, [crossingOf(leadId)]),
    crossingsOfLead: tenant => crossings.crossingsOfLead(tenant, leadId, 10),
    bandChanges: tenant =>
      crossings.bandChanges(tenant, { connectionId: owned.connectionId, since: new Date(0), limit: 10 }),
    saveOverride: tenant => overrides.saveOverride(tenant, overrideOf(leadId)),
    activeOverrides: tenant => overrides.activeOverrides(tenant, [leadId], NOW),
    overridesOfLead: tenant => overrides.overridesOfLead(tenant, leadId),
    findOverride: tenant => overrides.findOverride(tenant, OVERRIDE),
    undoOverride: tenant => overrides.undoOverride(tenant, OVERRIDE, { by: 'a stranger', at: NOW }),
    saveFeedback: tenant => feedback.saveFeedback(tenant, feedbackOf(leadId)),
    feedbackOfLead: tenant => feedback.feedbackOfLead(tenant, leadId, 10),
    undoFeedback: tenant => feedback.undoFeedback(tenant, FEEDBACK, { by: 'ada', at: NOW }),
    countCalls: tenant =>
      apiUsage.countCalls(tenant, { connectionId: owned.connectionId, at: NOW, calls: 9, limited: 9 }),
    callsByHour: tenant => apiUsage.callsByHour(tenant, owned.connectionId, NOW),
    usageOfLastDay: tenant => apiUsage.usageOfLastDay(tenant, NOW),
    findCardSource: tenant =>
      cardSource.findCardSource(
        tenant,
        { connectionId: owned.connectionId, ...owned.key },
        { scores: 10, events: 10 },
      ),
    listQueuedWrites: tenant => outbox.listQueuedWrites(tenant, 10),
    retryDeadWrites: tenant => outbox.retryDeadWrites(tenant),
    findStandingLeads: tenant => standingScores.findStandingLeads(tenant, [leadId]),
    // It gives back the ids that it was given.
    refreshScores: async tenant =>
      void (await standingScores.refreshScores(tenant, [refreshedOf(leadId)], NOW)),
    letFallBehind: tenant => published.letFallBehind(tenant, [leadId]),
    standingSteps: tenant => nextSteps.standingSteps(tenant, [leadId]),
    lastTaken: tenant => nextSteps.lastTaken(tenant, [leadId]),
    endSteps: tenant => nextSteps.endSteps(tenant, [STEP], NOW),
    saveSteps: tenant => nextSteps.saveSteps(tenant, [stepOf(leadId)]),
    noteStepsShown: tenant => nextSteps.noteStepsShown(tenant, [{ stepId: STEP, shownAt: NOW }]),
    answerStep: tenant =>
      nextSteps.answerStep(tenant, {
        ...{ leadId, stepId: STEP, answer: 'taken', later: null, by: 'a stranger', at: NOW },
      }),
    logOfSteps: tenant => nextSteps.logOfSteps(tenant, { limit: 10 }),
    saveDeliveries: tenant => deliveries.saveDeliveries(tenant, [deliveryOf(owned)], NOW),
    claimDeliveries: tenant => deliveries.claimDeliveries(tenant, { channelId: null, now: NOW, limit: 10 }),
    claimDelivery: tenant => deliveries.claimDelivery(tenant, { about: 'Acme', now: NOW }),
    settleDeliveries: async tenant => {
      for (const { deliveryId } of await tenant.query<{ deliveryId: string }>(
        'select gen_random_uuid() as "deliveryId"',
      ))
        await deliveries.settleDeliveries(
          tenant,
          [{ deliveryId, result: { status: 'refused', reason: 'x' } }],
          NOW,
        );
    },
    listDeliveries: tenant => deliveries.listDeliveries(tenant, { limit: 10 }),
    forgetDeliveries: tenant => deliveries.forgetDeliveries(tenant, [digestId]),
    deliveryIdOf: async tenant => deliveries.deliveryIdOf(tenant, 'Acme'),
    gatherCrossings: tenant => digests.gatherCrossings(tenant, DIGEST, [crossedOf(leadId)], NOW),
    crossingsOfDigest: tenant => digests.crossingsOfDigest(tenant, digestId),
    forgetDigests: tenant => digests.forgetDigests(tenant, [digestId]),
    channelStates: channelStates,
    listChannels: channels.listChannels,
    saveChannel: tenant => channels.saveChannel(tenant, ENVELOPE, channelOf()),
    noteConfirmationRequest: tenant => confirmations.noteConfirmationRequest(tenant, CHANNEL, NOW),
    confirmationRequests: tenant => confirmations.confirmationRequests(tenant, CHANNEL, new Date(0)),
    confirmChannel: tenant => confirmations.confirmChannel(tenant, CHANNEL, NOW),
    pauseChannel: tenant => channels.pauseChannel(tenant, CHANNEL, NOW),
    enableChannel: tenant => channels.enableChannel(tenant, CHANNEL),
    removeChannel: tenant => channels.removeChannel(tenant, CHANNEL),
    noteChannelTries: tenant =>
      channels.noteChannelTries(tenant, CHANNEL, { tries: [{ outcome: 'gone', reason: 'x' }], at: NOW }),
    activeColleagues: tenant =>
      colleagues.activeColleagues(tenant, {
        company: { domain: null, name: 'Acme' },
        ...{ since: new Date(0), limit: 9 },
      }),
    countActs: tenant => colleagues.countActs(tenant, [leadId], new Date(0)),
    firstActs: tenant =>
      activePeople.firstActs(tenant, { from: new Date(0), to: new Date('2100-01-01'), apart: [] }),
    sharedDomains: tenant => colleagues.sharedDomains(tenant, ['acme.example']),
    untouchedLeads: tenant =>
      untouched.untouchedLeads(tenant, { hotBefore: new Date('2027-01-01'), limit: 9 }),
    retryDeliveries: tenant => deliveries.retryDeliveries(tenant),
    leadsWithEndedOverride: tenant => overrides.leadsWithEndedOverride(tenant, new Date('2027-01-01'), 10),
  };
}

/** A row in each table behind published scores. */
export async function fillScores(tenant: TenantSql, { leadId, connectionId, key }: Owned): Promise<void> {
  await receipts.appendReceipts(tenant, [receiptOf(leadId)]);
  await overrides.saveOverride(tenant, overrideOf(leadId));
  await published.savePublished(tenant, [publishedOf(leadId)]);
  const behind = { ...key, connectionId, leadId, receiptId: RECEIPT, crossingToken: null };
  await published.catchUpRecords(tenant, [behind]);
  await crossings.saveCrossings(tenant, [crossingOf(leadId)]);
  await apiUsage.countCalls(tenant, { connectionId, at: NOW, calls: 1, limited: 0 });
  await feedback.saveFeedback(tenant, feedbackOf(leadId));
  await nextSteps.saveSteps(tenant, [stepOf(leadId)]);
  await channels.saveChannel(tenant, ENVELOPE, channelOf());
  await confirmations.noteConfirmationRequest(tenant, CHANNEL, NOW);
  await deliveries.saveDeliveries(tenant, [deliveryOf({ leadId, connectionId, key })], NOW);
  await digests.gatherCrossings(tenant, DIGEST, [crossedOf(leadId)], NOW);
  const about = `${CHANNEL}:digest:${NOW.toISOString()}:1`;
  digestId = deliveries.deliveryIdOf(tenant, about);
}

function receiptOf(leadId: string): receipts.NewReceipt {
  const payload = JSON.stringify({ name: 'Acme' });
  const said = { receiptId: RECEIPT, leadId, madeAt: NOW, payload, scorePoints: 99, modelVersion: 1 };
  return linkReceipt(said, undefined);
}

function stepOf(leadId: string): nextSteps.Step {
  const chosen = { action: 'call', chance: 1, considered: [], seed: 1, dueAt: NOW, chosenAt: NOW } as const;
  const reason = { code: 'act', signal: 'Acme', label: 'Acme', at: NOW.toISOString() } as const;
  return { ...chosen, reason, stepId: STEP, leadId, receiptId: RECEIPT };
}

function crossedOf(leadId: string): CrossingContent {
  const crossed = { threshold: 'hot', direction: 'up', crossedAt: NOW.toISOString(), band: 'Hot' };
  return { ...crossed, token: 'Acme', leadId, scorePoints: 99, name: 'Acme' };
}

function channelOf() {
  const told = {
    kind: 'webhook',
    name: 'Acme',
    crossings: ['hot-up' as const],
    isQuiet: false,
    digest: null,
  } as const;
  const where = { shown: 'https://acme.example', settings: { url: 'https://acme.example/hook' } };
  return {
    ...told,
    crossings: ['hot-up' as const],
    ...where,
    channelId: CHANNEL,
    createdAt: NOW,
    confirmedAt: null,
  };
}

function deliveryOf({ leadId, connectionId, key }: Owned): deliveries.NewDelivery {
  const task = {
    kind: 'call',
    subject: 'Acme',
    body: 'Acme',
    dueAt: NOW.toISOString(),
    isUrgent: true,
  } as const;
  return { about: 'Acme', kind: 'crm_task', leadId, content: { ...task, ...key, connectionId } };
}

function publishedOf(leadId: string): published.Published {
  return {
    leadId,
    receiptId: RECEIPT,
    receiptNumber: 1,
    publishedAt: NOW,
    status: 'scored',
    scorePoints: 71,
    band: 'Hot',
    bandSince: NOW,
    crossingToken: 'Acme token',
    overrideId: OVERRIDE,
  };
}

function crossingOf(leadId: string): crossings.StoredCrossing {
  const crossed = { threshold: 'hot', direction: 'up', crossedAt: NOW } as const;
  return { ...crossed, token: 'Acme token', leadId, receiptId: RECEIPT };
}

function overrideOf(leadId: string) {
  const set = { band: 'Warm', reason: 'Acme called', setBy: 'ada', setAt: NOW } as const;
  return { ...set, overrideId: OVERRIDE, leadId, endsAt: new Date('2026-11-30T10:00:00Z') };
}

function feedbackOf(leadId: string): Omit<feedback.Feedback, 'undoneAt'> {
  const said = { isRight: false, reason: 'bad_data', note: 'Acme moved' } as const;
  return { ...said, feedbackId: FEEDBACK, leadId, receiptId: RECEIPT, givenBy: 'ada', givenAt: NOW };
}

function refreshedOf(leadId: string): standingScores.RefreshedScore {
  const chances = { logOdds: 9, propensity: 0.9, low: 0.8, high: 1 };
  return { leadId, revision: 1, ...chances, scorePoints: 99, engagementPoints: 99, nextLookAt: undefined };
}
