import * as answeredRequests from '../../src/store/access/answered-requests.ts';
import * as backfills from '../../src/store/access/backfills.ts';
import * as facts from '../../src/store/access/connection-facts.ts';
import * as keys from '../../src/store/access/connection-keys.ts';
import * as removal from '../../src/store/access/remove-connection.ts';
import * as setupLog from '../../src/store/access/setup-log.ts';
import type { TenantSql } from '../../src/store/database.ts';
import * as linkCodes from '../../src/store/linking/link-codes.ts';
import { countLosses } from '../../src/store/linking/losses.ts';
import { deleteTenantRows } from '../../src/store/tenants.ts';

const NOW = new Date('2026-11-22T10:00:00Z');
const LATER = new Date('2027-11-22T10:00:00Z');
const REQUEST = { key: 'request-1', digest: Buffer.alloc(32), now: NOW };
const ENTRY = { at: NOW, person: 'Acme admin', action: 'connected', connectionId: null, detail: {} } as const;
const CERTIFICATE = { fingerprint: 'f1', pem: 'Acme', validFrom: NOW, validUntil: LATER };

const CODE = { digest: Buffer.from('Acme'), expiresAt: LATER };

/** The store functions that are about access, with ids that belong to the owner. */
export function callsOfAccess({
  connectionId,
}: {
  connectionId: string;
}): Record<string, (tenant: TenantSql) => Promise<unknown>> {
  return {
    certificatesInForce: tenant => keys.certificatesInForce(tenant, connectionId, NOW),
    keysInForce: tenant => keys.keysInForce(tenant, connectionId, NOW),
    registerKeys: tenant =>
      keys.registerKeys(tenant, {
        ...{ connectionId, now: NOW, formerEndAt: NOW },
        certificates: [{ ...CERTIFICATE, fingerprint: 'f2' }],
      }),
    beginRequest: tenant => answeredRequests.beginRequest(tenant, REQUEST),
    keepAnswer: tenant => answeredRequests.keepAnswer(tenant, REQUEST.key, 'altered'),
    forgetRequest: tenant => answeredRequests.forgetRequest(tenant, REQUEST.key),
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
  await answeredRequests.beginRequest(tenant, REQUEST);
  await answeredRequests.keepAnswer(tenant, REQUEST.key, 'Acme');
  await setupLog.logSetup(tenant, ENTRY);
  await backfills.askBackfill(tenant, connectionId, NOW);
  await linkCodes.saveLinkCode(tenant, { ...CODE, connectionId });
}
