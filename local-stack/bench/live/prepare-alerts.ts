import { randomBytes, randomUUID } from 'node:crypto';
import {
  addChannel,
  appendReceipts,
  loadConfig,
  type Service,
  saveLeads,
  saveTenant,
  startService,
} from '@aix/backend';

/** Where a database lies. */
export interface DatabasePlace {
  dataDirectory: string;
  databaseUrl: string | undefined;
}

/** A tenant with one lead that can cross, a channel that tells each crossing, one that gathers them by the hour, and one for people. */
export interface AlertStage extends DatabasePlace {
  /** Base64. */
  key: string;
  tenantId: string;
  leadId: string;
  receiptId: string;
  channelId: string;
}

const BOTH = ['warm-up', 'hot-up'] as const;

/** Starts the service on an empty database, fills it, and hands both over. */
export async function openAlertStage(
  place: DatabasePlace,
  url: string,
): Promise<{ stage: AlertStage; service: Service }> {
  const [tenantId, leadId, receiptId] = [randomUUID(), randomUUID(), randomUUID()];
  const encryptionKey = randomBytes(32);
  const settings = {
    ...place,
    encryptionKey,
    port: 0,
    logLevel: 'silent',
    allowPrivateAddresses: true,
  } as const;
  const service = await startService(loadConfig({}, settings));
  const { context } = service;
  const bandThresholds = { hot: 70, warm: 60, nurture: 40 };
  await saveTenant(context.database, {
    ...{ tenantId, name: 'Bench', horizonDays: 30, fields: [], leftOut: [], bandThresholds },
  });
  await context.database.withTenant(tenantId, async sql => {
    const at = context.now();
    const facts = { email: null, name: 'Ada Silva', company: 'Acme', fields: {}, createdAt: at };
    await saveLeads(sql, [{ ...facts, leadId, outcome: { kind: 'open' } }], at);
    // No audit looks at it, so anything proves it.
    const proof = { number: 1, salt: randomBytes(16), digest: randomBytes(32), chain: randomBytes(32) };
    const said = { payload: '{}', scorePoints: null, modelVersion: 1 };
    await appendReceipts(sql, [{ ...said, ...proof, receiptId, leadId, madeAt: at }]);
  });
  const { channel } = await addChannel(context, tenantId, {
    ...{ kind: 'webhook', name: 'Bench', crossings: BOTH, isQuiet: false, url },
  });
  await addChannel(context, tenantId, {
    ...{ kind: 'webhook', name: 'Digests', crossings: BOTH, isQuiet: false, url },
    digest: { every: 'hour', timeZone: 'UTC' },
  });
  await addChannel(context, tenantId, {
    ...{ kind: 'slack', name: 'People', crossings: BOTH, isQuiet: false, url },
  });
  const { channelId } = channel;
  const key = encryptionKey.toString('base64');
  return { stage: { ...place, key, tenantId, leadId, receiptId, channelId }, service };
}
