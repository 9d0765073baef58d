import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openPostgresql } from '@aix/backend';
import { createApp } from '../../faults/world/app.ts';
import { loadRegistrations } from '../../main-job/registrations.ts';
import { startInThread } from '../../stand-in/start-in-thread.ts';
import type { Target } from './load.ts';
import { type BankLead, type PreparedBank, TRAINED_TENANT_ID } from './prepare-bank.ts';

/** The running product of a prepared bank, and what watches it. */
export interface BenchStage extends Target {
  databaseUrl: string;
  database: Awaited<ReturnType<typeof openPostgresql>>;
  sessionToken: string;
  connectionId: string;
  salesforceFolder: string;
  /** Leads that get the load, and those that did nothing yet and whose score has room to rise. */
  busyLeads: readonly BankLead[];
  quietLeads: BankLead[];
  /** Each lead's id by its address. */
  leadIds: ReadonlyMap<string, string>;
  /** Of the product. */
  pid(): number;
  /** Trains the model of another tenant of the same installation. */
  train(): Promise<void>;
  /** Resolves when nothing is left to score or to write. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

const ANSWER_MS = 50;
const BUSY_SHARE = 0.95;
const LOOKS_IN_A_ROW = 3;
const ROOM_BELOW_POINTS = 70;

export async function openBenchStage(directory: string, bank: PreparedBank): Promise<BenchStage> {
  const { ports } = await loadRegistrations(directory, 0);
  const salesforceFolder = join(directory, 'salesforce');
  const salesforce = await startInThread('salesforce', salesforceFolder, ports.salesforce);
  const hubspot = await startInThread('hubspot', join(directory, 'hubspot'), ports.hubspot);
  await fetch(`${salesforce.url}/__faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'slow', times: 0, delayMs: ANSWER_MS, path: '/services/' }),
  });
  const app = createApp(bank.env, { salesforce, hubspot });
  const url = await app.start();
  const databaseUrl = bank.env.DATABASE_URL!;
  const database = await openPostgresql(databaseUrl);
  const ids = await database.query<{ email: string; id: string }>(
    'select email, lead_id::text as id from leads where email is not null',
  );
  const still = await database.query<{ email: string }>(
    `select l.email from leads l join published p on p.tenant_id = l.tenant_id and p.lead_id = l.lead_id
     left join engagement e on e.tenant_id = l.tenant_id and e.lead_id = l.lead_id
     where e.lead_id is null and p.score_points < $1`,
    [ROOM_BELOW_POINTS],
  );
  const isStill = new Set(still.map(({ email }) => email));
  const firstQuiet = Math.floor(bank.leads.length * BUSY_SHARE);
  return {
    url,
    writeKey: bank.writeKey,
    databaseUrl,
    database,
    sessionToken: bank.sessionToken,
    connectionId: bank.connectionId,
    salesforceFolder,
    busyLeads: bank.leads.slice(0, firstQuiet),
    quietLeads: bank.leads.slice(firstQuiet).filter(({ email }) => isStill.has(email)),
    leadIds: new Map(ids.map(({ email, id }) => [email, id])),
    pid: app.pid,
    train: () => app.train(TRAINED_TENANT_ID),
    async settle() {
      for (let quiet = 0; quiet < LOOKS_IN_A_ROW; ) {
        const { dirtyLeads, writes } = await app.waiting();
        quiet = dirtyLeads + writes === 0 ? quiet + 1 : 0;
        await pause(300);
      }
      await untilIdle(app.pid());
    },
    async close() {
      await app.stop();
      await database.close();
      await salesforce.close();
      await hubspot.close();
    },
  };
}

/**
 * Resolves when a process has done next to nothing for some seconds: after its start the service reads what changed meanwhile and
 * tidies its tables.
 */
async function untilIdle(pid: number): Promise<void> {
  for (let quiet = 0; quiet < IDLE_SECONDS; ) {
    const before = processorSeconds(pid);
    await pause(1_000);
    quiet = processorSeconds(pid) - before < IDLE_SHARE ? quiet + 1 : 0;
  }
}

const IDLE_SECONDS = 4;
const IDLE_SHARE = 0.08;
const TICKS_PER_SECOND = 100;

function processorSeconds(pid: number): number {
  const [user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ').slice(11, 13);
  return (Number(user) + Number(system)) / TICKS_PER_SECOND;
}
