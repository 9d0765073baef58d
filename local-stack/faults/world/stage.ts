import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { loadConfig, withDatabase } from '@aix/backend';
import { loadRegistrations } from '../../main-job/registrations.ts';
import type { Fault } from '../../stand-in/faults.ts';
import { readRecords } from '../../stand-in/record-store.ts';
import { startInThread } from '../../stand-in/start-in-thread.ts';
import { type App, createApp } from './app.ts';
import type { WaitingWork } from './app-process.ts';

/** Which CRM. */
export type Crm = 'salesforce' | 'hubspot';

/** Asks a database. */
export type Query = <Row extends object>(text: string) => Promise<Row[]>;

/** One database, both CRMs and the app: where one fault happens. */
export interface Stage {
  app: App;
  env: Record<string, string>;
  writeKey: string;
  sessionToken: string;
  /** Addresses of leads that are open in one of the CRMs. */
  emails: readonly string[];
  /** The stand-ins' own folders. */
  folders: Record<Crm, string>;
  /** Starts the app once more on the same data. Resolves to why it would not, undefined when it did. */
  startSecondApp(): Promise<string | undefined>;
  misbehave(crm: Crm, faults: readonly Fault[]): Promise<void>;
  behave(crm: Crm): Promise<void>;
  /** Waits until every lead is scored and every write is sent. Resolves to what is left when that takes too long. */
  settle(): Promise<WaitingWork>;
  /** Stops the app and opens its database for questions. */
  inspect<T>(look: (query: Query) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const PATIENCE_MS = 120_000;
const LOOK_EVERY_MS = 200;
/** So long nothing may be left; a lead may be resting in between. */
const LOOKS_IN_A_ROW = 3;

export interface StageOptions {
  env: Record<string, string>;
  writeKey: string;
  sessionToken: string;
  /** Removes what the stage leaves behind beside its data directory. */
  remove(): Promise<void>;
}

/** Opens a bank that is ready. The app does not run yet. */
export async function openStage({ remove, ...given }: StageOptions): Promise<Stage> {
  const directory = given.env.AIX_DATA_DIR!;
  const { ports } = await loadRegistrations(directory, 0);
  const folders = { salesforce: join(directory, 'salesforce'), hubspot: join(directory, 'hubspot') };
  const standIns = {
    salesforce: await startInThread('salesforce', folders.salesforce, ports.salesforce),
    hubspot: await startInThread('hubspot', folders.hubspot, ports.hubspot),
  };
  const { url, pubsub } = standIns.salesforce;
  const urls = { salesforce: { url, ...(pubsub && { pubsub }) }, hubspot: { url: standIns.hubspot.url } };
  const app = createApp(given.env, urls);
  return {
    ...given,
    app,
    folders,
    emails: openEmails(folders),
    async startSecondApp() {
      const second = createApp(given.env, urls);
      const refusal = await second.start().then(
        () => undefined,
        (error: Error) => error.message,
      );
      await second.kill();
      return refusal;
    },
    async misbehave(crm, faults) {
      for (const fault of faults) await control(urls[crm].url, 'POST', fault);
    },
    behave: crm => control(urls[crm].url, 'DELETE'),
    settle: () => settle(app),
    async inspect(look) {
      await app.stop();
      return withDatabase(loadConfig(given.env), database => look(text => database.query(text)));
    },
    async close() {
      await app.kill();
      for (const standIn of Object.values(standIns)) await standIn.close();
      await remove();
    },
  };
}

async function control(url: string, method: string, fault?: Fault): Promise<void> {
  await fetch(`${url}/__faults`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(fault && { body: JSON.stringify(fault) }),
  });
}

async function settle(app: App): Promise<WaitingWork> {
  const deadline = performance.now() + PATIENCE_MS;
  for (let quiet = 0; ; ) {
    await app.hurry();
    const waiting = await app.waiting();
    quiet = waiting.dirtyLeads + waiting.writes === 0 ? quiet + 1 : 0;
    if (quiet === LOOKS_IN_A_ROW || performance.now() > deadline) return waiting;
    await pause(LOOK_EVERY_MS);
  }
}

function openEmails({ salesforce, hubspot }: Record<Crm, string>): string[] {
  const emails = new Set<string>();
  const add = (email: unknown) => {
    if (typeof email === 'string' && /^[\w.+-]+\d+@[\w.-]+$/.test(email)) emails.add(email.toLowerCase());
  };
  for (const lead of readRecords(salesforce, 'Id', 'Lead')) if (lead.IsConverted === false) add(lead.Email);
  for (const contact of readRecords(hubspot, 'id', 'contacts'))
    add((contact.properties as Record<string, unknown>).email);
  return [...emails].sort();
}
