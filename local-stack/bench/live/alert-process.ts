import { randomUUID } from 'node:crypto';
import {
  alertCrossings,
  createDeliveryPool,
  findLeads,
  getTenant,
  loadConfig,
  type Service,
  saveCrossings,
  startService,
} from '@aix/backend';

/** What a process needs to cross thresholds and tell of it. */
export interface AlertProcessSettings {
  dataDirectory: string;
  databaseUrl: string | undefined;
  /** Base64. */
  key: string;
  tenantId: string;
  leadId: string;
  receiptId: string;
  /** So many scores that pass two thresholds are stored, beside the telling. */
  scores: number;
  /** How far this process's clock is ahead: waits pass sooner. */
  aheadMs: number;
}

/** A process that stores crossings with their alerts and delivers what is due, until it is killed; it tells each score, and its end. */
async function work({ key, aheadMs, scores, ...settings }: AlertProcessSettings): Promise<void> {
  const { dataDirectory, databaseUrl } = settings;
  const encryptionKey = Buffer.from(key, 'base64');
  const own = { dataDirectory, databaseUrl, encryptionKey, port: 0, logLevel: 'silent' } as const;
  const service = await startService(loadConfig({}, { ...own, allowPrivateAddresses: true }));
  const context = { ...service.context, now: () => new Date(Date.now() + aheadMs) };
  const pool = createDeliveryPool(context, { onError: raise });
  for (let made = 0; made < scores; made += 1) {
    await cross(context, settings);
    // Beside the next crossings, as the service does it.
    void pool.fill();
    process.send?.(made);
  }
  do await pool.drain();
  while ((await pool.fill()) > 0);
  process.send?.('told');
}

function raise(error: unknown): never {
  throw error;
}

async function cross(
  context: Service['context'],
  { tenantId, leadId, receiptId }: Pick<AlertProcessSettings, 'tenantId' | 'leadId' | 'receiptId'>,
): Promise<void> {
  const at = context.now();
  const score = randomUUID();
  const crossings = (['warm', 'hot'] as const).map(threshold => ({
    ...{ token: `${threshold}-up-${score}`, leadId, receiptId },
    ...({ threshold, direction: 'up', crossedAt: at } as const),
  }));
  await context.database.withTenant(tenantId, async sql => {
    const [lead] = await findLeads(sql, [leadId]);
    await saveCrossings(sql, crossings);
    await alertCrossings(
      sql,
      await getTenant(sql),
      crossings.map(crossing => ({ crossing, lead: lead!, band: 'Hot', scorePoints: 80 })),
      at,
    );
  });
}

process.once('message', work);
