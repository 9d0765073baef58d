import { randomUUID } from 'node:crypto';
import { NO_ENGAGEMENT } from '@aix/shared-scoring';
import { emailDigest, emailSubject } from '../../src/security/digests.ts';
import type { TenantSql } from '../../src/store/database.ts';
import * as dirtyLeads from '../../src/store/dirty-leads.ts';
import * as engagement from '../../src/store/engagement.ts';
import { eraseEngagementOf } from '../../src/store/erased-identities.ts';
import * as events from '../../src/store/events.ts';
import * as leadMerges from '../../src/store/lead-merges.ts';
import * as ownTraffic from '../../src/store/own-traffic.ts';
import * as addresses from '../../src/store/shared-addresses.ts';
import * as signals from '../../src/store/signals.ts';
import * as visitors from '../../src/store/visitors.ts';
import * as writeKeys from '../../src/store/write-keys.ts';

const NOW = new Date('2026-11-22T10:00:00Z');
const [VISITOR, EVENT, KEY_ID] = [randomUUID(), randomUUID(), randomUUID()];
const PERSON = emailSubject(emailDigest('ada@acme.example'));
const ENGAGEMENT = {
  state: NO_ENGAGEMENT,
  signedState: NO_ENGAGEMENT,
  hasUnsigned: false,
  signalsVersion: 1,
  lastEventAt: NOW,
  revision: 0,
};
const LEARNED = { signals: [], learnedAt: NOW, leads: 1, conversions: 1 };
const IDENTIFICATION = { subject: VISITOR, emailSubject: PERSON, signed: false, at: NOW };
const WRITE_KEY = {
  keyId: KEY_ID,
  kind: 'public' as const,
  name: 'Acme website',
  allowedOrigins: ['https://www.acme.example'],
  createdAt: NOW,
  keyHash: 'the hash',
};

/** The store's functions for engagement, called with ids that belong to the owner of `leadId`. */
export function callsOfEngagement(leadId: string): Record<string, (tenant: TenantSql) => Promise<unknown>> {
  const event = { eventId: EVENT, subject: VISITOR, signal: 'altered', at: NOW };
  return {
    markDirty: tenant => dirtyLeads.markDirty(tenant, [leadId], new Date('2026-11-01')),
    takeDirtyLeads: tenant => dirtyLeads.takeDirtyLeads(tenant, 10),
    settleDirtyLeads: tenant =>
      dirtyLeads.settleDirtyLeads(tenant, [{ leadId, markedAt: NOW, revision: '1', hot: false }]),
    engagementOfLeads: tenant => engagement.engagementOfLeads(tenant, [leadId]),
    saveEngagement: tenant => engagement.saveEngagement(tenant, [{ ...ENGAGEMENT, leadId, revision: 1 }]),
    deleteEngagement: tenant => engagement.deleteEngagement(tenant, [leadId]),
    pageOfOutdatedEngagement: tenant => engagement.pageOfOutdatedEngagement(tenant, 7, 10),
    lockEngagement: tenant => engagement.lockEngagement(tenant, 'alone'),
    currentSignals: signals.currentSignals,
    signalsOfVersion: tenant => signals.signalsOfVersion(tenant, 1),
    lastLearnedAt: signals.lastLearnedAt,
    saveSignals: tenant => signals.saveSignals(tenant, LEARNED),
    findMerge: tenant => leadMerges.findMerge(tenant, leadId),
    mergeTies: tenant =>
      leadMerges.mergeTies(tenant, { leadId, intoLeadId: EVENT, mergedAt: NOW, reason: 'altered' }),
    unmergeTies: tenant => leadMerges.unmergeTies(tenant, leadId, NOW),
    mergesByAddress: tenant => leadMerges.mergesByAddress(tenant, [PERSON]),
    forgetMerge: tenant => leadMerges.forgetMerge(tenant, leadId),
    addressesOfLeads: tenant => addresses.addressesOfLeads(tenant, [leadId]),
    sharedAddresses: tenant => addresses.sharedAddresses(tenant, [PERSON]),
    releaseAddresses: tenant => addresses.releaseAddresses(tenant, [PERSON]),
    partRecords: tenant => addresses.partRecords(tenant, [PERSON]),
    astrayRecords: tenant => addresses.astrayRecords(tenant, [PERSON]),
    giveAddress: tenant => addresses.giveAddress(tenant, { subject: PERSON, leadId, ownLeadId: leadId }),
    isKnownByAddressOnly: tenant =>
      addresses.isKnownByAddressOnly(tenant, { subject: PERSON, leadId, intoLeadId: EVENT }),
    findSubjects: async tenant => (await events.findSubjects(tenant, [VISITOR])).get(VISITOR)?.leadId,
    insertEvents: tenant => events.insertEvents(tenant, [{ ...event, leadId: undefined }], NOW),
    knownEvents: async tenant => [...(await events.knownEvents(tenant, [EVENT]))],
    setAside: tenant => events.setAside(tenant, [{ reason: 'altered', event: {} }], NOW),
    listAside: tenant => events.listAside(tenant, 10),
    eventsOfLeads: tenant => events.eventsOfLeads(tenant, [leadId]),
    pageOfTimeline: tenant => events.pageOfTimeline(tenant, leadId, undefined, 10),
    firstEventAt: events.firstEventAt,
    eraseEngagementOf: tenant => eraseEngagementOf(tenant, [leadId]),
    moveEvents: tenant => events.moveEvents(tenant, { leadIds: [leadId], subjects: [VISITOR] }),
    identifyVisitors: async tenant =>
      (await visitors.identifyVisitors(tenant, [{ ...IDENTIFICATION, signed: true }])).length,
    visitorsOfEmails: async tenant => {
      await visitors.visitorsOfEmails(tenant, [PERSON]);
    },
    saveWriteKey: tenant =>
      writeKeys.saveWriteKey(tenant, { ...WRITE_KEY, name: 'altered', keyHash: 'other' }),
    listWriteKeys: writeKeys.listWriteKeys,
    revokeWriteKey: tenant => writeKeys.revokeWriteKey(tenant, KEY_ID, NOW),
    secretKeyHashes: writeKeys.secretKeyHashes,
    readOwnTraffic: async tenant => (await ownTraffic.readOwnTraffic(tenant)).domains,
    saveOwnTraffic: tenant => ownTraffic.saveOwnTraffic(tenant, { domains: ['altered'], networks: [] }),
    countFiltered: tenant => ownTraffic.countFiltered(tenant, { bot: 9 }, NOW),
    listFiltered: tenant => ownTraffic.listFiltered(tenant, NOW),
  };
}

/** Gives a tenant a row in each table of engagement. */
export async function fillEngagement(tenant: TenantSql, leadId: string): Promise<void> {
  await visitors.identifyVisitors(tenant, [IDENTIFICATION]);
  await ownTraffic.saveOwnTraffic(tenant, { domains: ['acme.example'], networks: [] });
  await ownTraffic.countFiltered(tenant, { bot: 1 }, NOW);
  const event = {
    eventId: EVENT,
    subject: VISITOR,
    signal: 'page_view',
    at: NOW,
    properties: { site: 'Acme' },
  };
  await events.insertEvents(tenant, [{ ...event, leadId }], NOW);
  await events.setAside(tenant, [{ reason: 'Acme', event: {} }], NOW);
  await engagement.saveEngagement(tenant, [{ ...ENGAGEMENT, leadId }]);
  await signals.saveSignals(tenant, LEARNED);
  await dirtyLeads.markDirty(tenant, [leadId], NOW);
  await writeKeys.saveWriteKey(tenant, WRITE_KEY);
}
