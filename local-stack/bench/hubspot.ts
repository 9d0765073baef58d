/**
 * Reads, scores and writes very many contacts of a HubSpot portal, under the platform's limits, and says how much longer that takes
 * than the limits alone would.
 *
 *   npm run bench:hubspot -- [--contacts 50000] [--lead-records 0] [--short] [--json]
 *
 * The portal is the stand-in, which enforces HubSpot's limits (110 requests in 10 seconds). `--short` takes 5,000 contacts, the fewest.
 * The portal may have Lead records, and `--lead-records` of the open contacts have one, in per cent: 100 is the worst case.
 * DATABASE_URL (with AIX_ENCRYPTION_KEY) takes a PostgreSQL server instead of the embedded database: then all processes keep one pace
 * together. Its demo tenant is removed.
 *
 * The theoretical minimum is the number of requests of a phase divided by 9 a second, the pace that we keep; up to ten requests may
 * have been saved up before a phase, so that a short one can come in below it. Requests are those that the connector sent, retries
 * included; `fewestRequests` is how many full batches would take. `successShare` is the share of them that was answered without a refusal, of which HubSpot's certification wants 95 %.
 *
 * Last line with --json: {"contacts","leadRecords","scored","written","leadRecordsWritten","fewestRequests","requests","limited","successShare","seconds","minimumSeconds","ratio",
 * "read":{"requests","seconds","minimumSeconds","ratio"},"write":{…},"secondsTrained","secondsScored","database"}
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import {
  type Connection,
  countScores,
  deleteTenant,
  importLeads,
  loadConfig,
  type Service,
  scoreLeads,
  setUpFields,
  startService,
  trainTenantModel,
  usageOfLastDay,
  writeBackScores,
} from '@aix/backend';
import {
  connectCrm,
  connectionsOf,
  DEMO_TENANT_ID,
  saveDemoTenant,
} from '../main-job/connect-demo-tenant.ts';
import { appScopes } from '../main-job/open-local-stack.ts';
import { loadRegistrations } from '../main-job/registrations.ts';
import { readRecords } from '../stand-in/record-store.ts';
import { startInThread } from '../stand-in/start-in-thread.ts';
import { makeLoadPortal, type PortalRequest } from './hubspot-load/make-portal.ts';

const HELP = 'Usage: npm run bench:hubspot -- [--contacts N] [--lead-records PERCENT] [--short] [--json]\n';
const SHORT_CONTACTS = 5_000;
/** Contacts with outcomes among them, of which a model is trained. */
const PAST_CONTACTS = 3_000;
const FEWEST_CONTACTS = 5_000;
const REQUESTS_PER_SECOND = 9;

type Load = Required<Omit<PortalRequest, 'now'>>;

const say = (text: string) => process.stderr.write(`${text}\n`);
const rounded = (value: number) => Math.round(value * 1000) / 1000;

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      contacts: { type: 'string', default: '50000' },
      'lead-records': { type: 'string', default: '0' },
      short: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const leadPercent = Number(values['lead-records']);
  const isRight = Number(values.contacts) >= FEWEST_CONTACTS && leadPercent >= 0 && leadPercent <= 100;
  if (values.help || !isRight) {
    process.stderr.write(HELP);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const directory = mkdtempSync(join(tmpdir(), 'hubspot-load-'));
  try {
    const contacts = values.short ? SHORT_CONTACTS : Number(values.contacts);
    const openContacts = contacts - PAST_CONTACTS;
    const leadRecords = Math.round((openContacts * leadPercent) / 100);
    const result = await measure(directory, { openContacts, pastContacts: PAST_CONTACTS, leadRecords });
    process.stdout.write(`${JSON.stringify(result, null, values.json ? 0 : 2)}\n`);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function measure(directory: string, load: Load): Promise<object> {
  const { hubspot, ports } = await loadRegistrations(directory, 0);
  const publicUrl = `http://localhost:${ports.service}`;
  const portal = join(directory, 'hubspot');
  const app = {
    ...{ ...hubspot, name: 'Load', redirectUrls: [`${publicUrl}/v1/connections/hubspot/callback`] },
    ...appScopes(),
  };
  await makeLoadPortal(portal, app, { ...load, now: new Date() });
  const standIn = await startInThread('hubspot', portal, ports.hubspot);
  const env = { ...process.env, AIX_DATA_DIR: join(directory, 'data') };
  const { clientId, clientSecret } = hubspot;
  const authorizeUrl = `${standIn.url}/oauth/authorize`;
  const settings = { hubspot: { clientId, clientSecret, authorizeUrl, apiUrl: standIn.url } };
  const service = await startService(loadConfig(env, { port: ports.service, publicUrl, ...settings }));
  try {
    await deleteTenant(service.context.database, DEMO_TENANT_ID);
    await saveDemoTenant(service);
    await connectCrm(service, 'hubspot');
    const [connection] = await connectionsOf(service);
    const contacts = load.openContacts + load.pastContacts;
    const measured = await measurePhases(service, connection!, portal);
    const { leadRecords } = load;
    return { contacts, leadRecords, fewestRequests: fewestRequests(load), ...measured };
  } finally {
    await service.close();
    await standIn.close();
  }
}

async function measurePhases(service: Service, connection: Connection, portal: string): Promise<object> {
  const { context } = service;
  const tenantId = DEMO_TENANT_ID;
  await setUpFields(context, tenantId, connection);
  const usage = async () => {
    const all = await context.database.withTenant(tenantId, sql => usageOfLastDay(sql, context.now()));
    return all.get(connection.connectionId) ?? { calls: 0, limited: 0 };
  };
  const phase = async (name: string, work: () => Promise<unknown>) => {
    const [before, start] = [(await usage()).calls, performance.now()];
    await work();
    const seconds = (performance.now() - start) / 1000;
    const measured = phaseOf((await usage()).calls - before, seconds);
    say(`${name}: ${JSON.stringify(measured)}`);
    return measured;
  };
  const read = await phase('read', () => importLeads(context, tenantId, connection));
  const trained = await phase('trained', () => trainTenantModel(context, tenantId));
  const scored = await phase('scored', () => scoreLeads(context, tenantId));
  const write = await phase('written', () => writeBackScores(context, tenantId, connection));
  const { calls, limited } = await usage();
  const scores = await context.database.withTenant(tenantId, countScores);
  return {
    scored: scores.find(each => each.status === 'scored')?.leads ?? 0,
    written: countWritten(portal, 'contacts'),
    leadRecordsWritten: countWritten(portal, 'leads'),
    ...{ limited, successShare: calls === 0 ? 1 : rounded(1 - limited / calls) },
    ...phaseOf(read.requests + write.requests, read.seconds + write.seconds),
    ...{ read, write, secondsTrained: trained.seconds, secondsScored: scored.seconds },
    database: context.database.kind,
  };
}

function phaseOf(requests: number, seconds: number) {
  const minimumSeconds = requests / REQUESTS_PER_SECOND;
  return {
    ...{ requests, seconds: rounded(seconds), minimumSeconds: rounded(minimumSeconds) },
    ratio: requests === 0 ? null : rounded(seconds / minimumSeconds),
  };
}

/** Each contact read, each open one asked for its Lead records and written, and these written, in batches as full as HubSpot takes them. */
function fewestRequests({ openContacts, pastContacts, leadRecords }: Load): number {
  const batches = [openContacts + pastContacts, openContacts, leadRecords].map(each => Math.ceil(each / 100));
  return batches.reduce((sum, each) => sum + each) + Math.ceil(openContacts / 1_000);
}

/** Records of the portal that hold a score, from its own files. */
function countWritten(portal: string, collection: 'contacts' | 'leads'): number {
  let written = 0;
  for (const record of readRecords(portal, 'id', collection)) {
    const { aix_score: score } = record.properties as Record<string, string | null>;
    if (score) written += 1;
  }
  return written;
}

await run();
