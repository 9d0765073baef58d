/**
 * Reads, scores and writes very many leads of a Salesforce org, and counts the requests that it takes.
 *
 *   npm run bench:salesforce -- [--leads 100000] [--short] [--json]
 *
 * The org is the stand-in; it counts the requests, not the product. `--short` takes 12,000 leads. DATABASE_URL (with
 * AIX_ENCRYPTION_KEY) takes a PostgreSQL server instead of the embedded database; its demo tenant is removed.
 *
 * The fewest requests with which reading and writing could be done: by queries and collections, a page of 2,000 and a
 * request of 200 each; by bulk jobs, a creation and a look for each job, a request for each part of 10,000 that is read, and
 * an upload and a closing for each job of 25,000 that is written.
 *
 * Reading again looks for leads that changed, and for what the org keeps of activities and histories; it is not part of the ratios.
 *
 * Last line with --json: {"leads","scored","written","callsRead","callsWritten","callsReadAgain","callsVsCollections","callsVsBulk",
 * "secondsRead","secondsTrained","secondsScored","secondsWritten","peakRssMb","peakHeapMb"}
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  type Connection,
  countScores,
  deleteTenant,
  importAll,
  importLeads,
  listConnections,
  loadConfig,
  type Service,
  scoreLeads,
  startService,
  trainTenantModel,
  writeBackScores,
} from '@aix/backend';
import { connectCrm, DEMO_TENANT_ID, saveDemoTenant } from '../main-job/connect-demo-tenant.ts';
import { loadRegistrations, registerCallback } from '../main-job/registrations.ts';
import { installPackage } from '../salesforce/index.ts';
import { readRecords } from '../stand-in/record-store.ts';
import { startInThread } from '../stand-in/start-in-thread.ts';
import { countOfRequests } from './salesforce-load/count-of-requests.ts';
import { makeLoadOrg } from './salesforce-load/make-org.ts';
import { createMeter, type Meter } from './salesforce-load/measure.ts';

const HELP = 'Usage: npm run bench:salesforce -- [--leads N] [--short] [--json]\n';
const SHORT_LEADS = 12_000;
const PAST_LEADS = 3_000;
const PACKAGE = join(import.meta.dirname, '..', '..', 'sfdx-project');
const SIZES = { page: 2_000, collection: 200, part: 10_000, job: 25_000 };

const say = (text: string) => process.stderr.write(`${text}\n`);

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      leads: { type: 'string', default: '100000' },
      short: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help || !/^[1-9]\d{0,6}$/.test(values.leads)) {
    process.stderr.write(HELP);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const leads = values.short ? SHORT_LEADS : Number(values.leads);
  const directory = mkdtempSync(join(tmpdir(), 'salesforce-load-'));
  try {
    const result = await measure(directory, leads);
    process.stdout.write(`${JSON.stringify(result, null, values.json ? 0 : 2)}\n`);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function measure(directory: string, openLeads: number): Promise<object> {
  const registrations = await loadRegistrations(directory, 0);
  const { clientId, certificate, privateKey } = registrations.salesforce;
  const org = join(directory, 'salesforce');
  const app = { clientId, certificate, name: 'Load' };
  await makeLoadOrg(org, app, { openLeads, pastLeads: PAST_LEADS, now: new Date() });
  installPackage(org, PACKAGE);
  const { ports } = registrations;
  const publicUrl = `http://localhost:${ports.service}`;
  registerCallback(org, `${publicUrl}/v1/connections/salesforce/callback`);
  const standIn = await startInThread('salesforce', org, ports.salesforce);
  const { url: loginUrl, pubsub } = standIn;
  const settings = {
    ...{ port: ports.service, publicUrl },
    salesforce: { loginUrl, clientId, privateKey, ...(pubsub && { pubsub }) },
  };
  const env = { ...process.env, AIX_DATA_DIR: join(directory, 'data') };
  const service = await startService(loadConfig(env, settings));
  try {
    await deleteTenant(service.context.database, DEMO_TENANT_ID);
    await saveDemoTenant(service);
    const { connectionId } = await connectCrm(service, 'salesforce');
    const connection = await reloaded(service, connectionId);
    const meter = createMeter(await countOfRequests(standIn.url, { clientId, privateKey }), say);
    return await measureSteps(service, connection, { meter, openLeads, org });
  } finally {
    await service.close();
    await standIn.close();
  }
}

async function measureSteps(
  service: Service,
  connection: Connection,
  { meter, openLeads, org }: { meter: Meter; openLeads: number; org: string },
): Promise<object> {
  const { context } = service;
  const leads = openLeads + PAST_LEADS;
  const read = await meter.step('read', () => importLeads(context, DEMO_TENANT_ID, connection));
  const present = await reloaded(service, connection.connectionId);
  const again = await meter.step('read again', () => importAll(context, DEMO_TENANT_ID, present));
  const trained = await meter.step('trained', async () => {
    const outcome = await trainTenantModel(context, DEMO_TENANT_ID);
    say(outcome.status === 'released' ? outcome.model.facts.verdict.reason : outcome.reason);
  });
  const scored = await meter.step('scored', () => scoreLeads(context, DEMO_TENANT_ID));
  const wrote = await meter.step('written', () => writeBackScores(context, DEMO_TENANT_ID, connection));
  meter.stop();
  const scores = await context.database.withTenant(DEMO_TENANT_ID, countScores);
  const calls = read.calls + wrote.calls;
  const byCollections = Math.ceil(leads / SIZES.page) + Math.ceil(openLeads / SIZES.collection);
  const byBulk = 2 + Math.ceil(leads / SIZES.part) + 4 * Math.ceil(openLeads / SIZES.job);
  return {
    leads,
    scored: scores.find(each => each.status === 'scored')?.leads ?? 0,
    written: countWritten(org),
    callsRead: read.calls,
    callsWritten: wrote.calls,
    callsReadAgain: again.calls,
    callsVsCollections: rounded(calls / byCollections),
    callsVsBulk: rounded(calls / byBulk),
    secondsRead: rounded(read.seconds),
    secondsTrained: rounded(trained.seconds),
    secondsScored: rounded(scored.seconds),
    secondsWritten: rounded(wrote.seconds),
    peakRssMb: meter.peakRssMb(),
    peakHeapMb: meter.peakHeapMb(),
  };
}

/** The connection as it stands now, with its mappings. */
async function reloaded({ context }: Service, connectionId: string): Promise<Connection> {
  const connections = await context.database.withTenant(DEMO_TENANT_ID, listConnections);
  return connections.find(each => each.connectionId === connectionId)!;
}

/** Records of the org that hold a score, from its own files. */
function countWritten(org: string): number {
  let written = 0;
  for (const record of readRecords(org, 'Id', 'Lead'))
    if (typeof record.AIX_Score__c === 'number') written += 1;
  return written;
}

const rounded = (value: number) => Math.round(value * 1000) / 1000;

await run();
