import { createEnvelope } from '../../src/security/envelope.ts';
import * as answeredRequests from '../../src/store/access/answered-requests.ts';
import * as backfills from '../../src/store/access/backfills.ts';
import * as facts from '../../src/store/access/connection-facts.ts';
import * as keys from '../../src/store/access/connection-keys.ts';
import * as refusals from '../../src/store/access/refusals.ts';
import * as removal from '../../src/store/access/remove-connection.ts';
import * as requestSlots from '../../src/store/access/request-slots.ts';
import * as setupLog from '../../src/store/access/setup-log.ts';
import type { TenantSql } from '../../src/store/database.ts';
import * as erasure from '../../src/store/erase-leads.ts';
import * as erasedIdentities from '../../src/store/erased-identities.ts';
import * as linkCodes from '../../src/store/linking/link-codes.ts';
import { countLosses } from '../../src/store/linking/losses.ts';
import { deleteTenantRows } from '../../src/store/tenants.ts';
import * as toldChanges from '../../src/store/told-changes.ts';
import * as toldOutcomes from '../../src/store/told-outcomes.ts';
import * as waiting from '../../src/store/waiting-actions.ts';

const ENVELOPE = createEnvelope(Buffer.alloc(32));
const NOW = new Date('2026-11-22T10:00:00Z');
const LATER = new Date('2027-11-22T10:00:00Z');
const REQUEST = { key: 'request-1', digest: Buffer.alloc(32), now: NOW };
const ENTRY = { at: NOW, person: 'Acme admin', action: 'connected', connectionId: null, detail: {} } as const;
const CERTIFICATE = { fingerprint: 'f1', pem: 'Acme', validFrom: NOW, validUntil: LATER };

const LANE = { lane: 'requests', spacingMs: 100, burst: 10 };

const CHANGE = {
  key: Buffer.alloc(32, 'Acme'),
  kind: 'changed',
  objectType: 'contact',
  objectId: 'Acme',
} as const;
const SUBJECT = '3f1c1d0e-6c1b-4b58-9d2f-0a5b6c7d8e9f';
const CODE = { digest: Buffer.from('Acme'), expiresAt: LATER };

/** The store functions that are about access, with ids that belong to the owner. */
export function callsOfAccess({
  connectionId,
  leadId,
}: {
  connectionId: string;
  leadId: string;
}): Record<string, (tenant: TenantSql) => Promise<unknown>> {
  return {
    certificatesInForce: tenant => keys.certificatesInForce(tenant, connectionId, NOW),
    keysInForce: tenant => keys.keysInForce(tenant, connectionId, NOW),
    registerKeys: tenant =>
      keys.registerKeys(tenant, {
        ...{ connectionId, now: NOW, formerEndAt: NOW },
        certificates: [{ ...CERTIFICATE, fingerprint: 'f2' }],
      }),
    beginRequest: tenant => answeredRequests.beginRequest(tenant, ENVELOPE, REQUEST),
    keepAnswer: tenant =>
      answeredRequests.keepAnswer(tenant, ENVELOPE, { key: REQUEST.key, answer: 'altered' }),
    forgetRequest: tenant => answeredRequests.forgetRequest(tenant, REQUEST.key),
    takeSlots: tenant => requestSlots.takeSlots(tenant, { connectionId, ...LANE }, 1),
    pauseSlots: tenant => requestSlots.pauseSlots(tenant, { connectionId, ...LANE }, 60_000),
    logSetup: tenant => setupLog.logSetup(tenant, ENTRY),
    listSetupLog: tenant => setupLog.listSetupLog(tenant, 10),
    factsOfConnection: tenant => facts.factsOfConnection(tenant, connectionId),
    removeReadings: tenant => removal.removeReadings(tenant, connectionId),
    removeConnection: tenant => removal.removeConnection(tenant, connectionId),
    leadsShownBy: tenant => removal.leadsShownBy(tenant, connectionId),
    countSetup: tenant =>
      setupLog.countSetup(tenant, { action: 'connected', connectionId, since: new Date(0) }),
    saveLinkCode: tenant => linkCodes.saveLinkCode(tenant, { ...CODE, connectionId }),
    noteRedeemed: tenant => linkCodes.noteRedeemed(tenant, { connectionId, redeemedBy: connectionId }),
    askBackfill: tenant => backfills.askBackfill(tenant, connectionId, LATER),
    findBackfill: tenant => backfills.findBackfill(tenant, connectionId),
    beginBackfill: tenant => backfills.beginBackfill(tenant, { connectionId, counted: 9, at: LATER }),
    countBackfilled: tenant => backfills.countBackfilled(tenant, connectionId, 9),
    endBackfill: tenant => backfills.endBackfill(tenant, connectionId, LATER),
    keepToldChanges: tenant =>
      toldChanges.keepToldChanges(tenant, connectionId, [{ ...CHANGE, kind: 'erased' }], NOW),
    waitingChanges: tenant => toldChanges.waitingChanges(tenant, connectionId, { erased: false, limit: 9 }),
    saveWaitingAction: tenant => waiting.saveWaitingAction(tenant, actionIn(connectionId), NOW),
    waitingActions: tenant =>
      waiting.waitingActions(tenant, connectionId, { since: NOW, until: NOW, limit: 9 }),
    endWaitingActions: tenant => waiting.endWaitingActions(tenant, connectionId, ['callback']),
    settleChanges: tenant => toldChanges.settleChanges(tenant, connectionId, [CHANGE], NOW),
    saveToldOutcome: async tenant => {
      const outcome = { outcome: 'lost', happenedAt: LATER, toldAt: LATER } as const;
      const record = { objectType: 'Lead', objectId: '00Q000000000001AAA' };
      await toldOutcomes.saveToldOutcome(tenant, { connectionId, ...record, ...outcome });
    },
    // A lead that a tenant does not know is alone with itself.
    leadsOfPerson: async tenant => (await erasure.leadsOfPerson(tenant, leadId)).length,
    eraseLeads: tenant => erasure.eraseLeads(tenant, [leadId], NOW),
    rememberErased: tenant => erasedIdentities.rememberErased(tenant, [SUBJECT]),
    erasedAmong: async tenant => {
      await erasedIdentities.rememberErased(tenant, [connectionId]);
      return [...(await erasedIdentities.erasedAmong(tenant, () => [SUBJECT]))];
    },
    saveRefusal: tenant =>
      refusals.saveRefusal(tenant, connectionId, 'reading', { at: LATER, sentence: 'altered' }),
    countLosses: tenant => countLosses(tenant, 'all'),
    deleteTenantRows,
    outcomeFacts: tenant => facts.outcomeFacts(tenant, connectionId),
  };
}

/** Gives the owner a row in each of those tables. */
export async function fillAccess(tenant: TenantSql, connectionId: string): Promise<void> {
  await keys.registerKeys(tenant, {
    ...{ connectionId, certificates: [CERTIFICATE], now: NOW, formerEndAt: NOW },
  });
  await answeredRequests.beginRequest(tenant, ENVELOPE, REQUEST);
  await answeredRequests.keepAnswer(tenant, ENVELOPE, { key: REQUEST.key, answer: 'Acme' });
  await setupLog.logSetup(tenant, ENTRY);
  await requestSlots.takeSlots(tenant, { connectionId, ...LANE }, 1);
  await backfills.askBackfill(tenant, connectionId, NOW);
  await linkCodes.saveLinkCode(tenant, { ...CODE, connectionId });
  await toldChanges.keepToldChanges(tenant, connectionId, [CHANGE], NOW);
  await waiting.saveWaitingAction(tenant, actionIn(connectionId), NOW);
  await erasedIdentities.rememberErased(tenant, [SUBJECT]);
}

function actionIn(connectionId: string): waiting.WaitingAction {
  const record = { objectType: 'contact', objectId: '7' };
  return { connectionId, callbackId: 'callback', record, person: 'workflow 1', deed: { kind: 'score' } };
}
