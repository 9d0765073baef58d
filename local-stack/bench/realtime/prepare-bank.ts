import { randomBytes, randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openPostgresql } from '@aix/backend';
import { Listr } from 'listr2';
import { plantLeads } from '../../demo/planted-leads.ts';
import { DEMO_TENANT_ID } from '../../main-job/connect-demo-tenant.ts';
import { beginJob, JOB_STEPS } from '../../main-job/main-job.ts';
import { closeStack, makeDemoOrgs, planStack } from '../../main-job/open-local-stack.ts';
import { recordIdOf } from '../../salesforce/index.ts';
import { readRecords } from '../../stand-in/record-store.ts';

/** A bank whose main job is done: every open lead has a score, and its record too. */
export interface PreparedBank {
  /** Settings of the product's process. */
  env: Record<string, string>;
  writeKey: string;
  sessionToken: string;
  connectionId: string;
  /** Open leads of the Salesforce org, in the order of their making. */
  leads: readonly BankLead[];
}

export interface BankLead {
  email: string;
  /** Of its Salesforce record. */
  recordId: string;
}

export interface BankRequest {
  /** Where the org, the portal and the bank's description are kept; a bank that is there already is used again. */
  directory: string;
  /** A PostgreSQL server, on which a database named aix_bench_… is made. */
  server: string;
  leadCount: number;
  report(words: string): void;
}

/** With known outcomes, for the model; the open ones that are counted are added to them. */
const PAST_LEADS = 6_000;
/** As many leads have one employer: a card looks for colleagues. */
const PEOPLE_A_COMPANY = 5;
/** Above all ordinals of the demo's own leads. */
const FIRST_ORDINAL = 1_000_000;

/** Makes a demo bank with so many open leads and does its main job; takes some minutes. */
export async function prepareBank({
  directory,
  server,
  leadCount,
  report,
}: BankRequest): Promise<PreparedBank> {
  const path = join(directory, `bank-${leadCount}.json`);
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as PreparedBank;
  mkdirSync(directory, { recursive: true });
  const database = await createDatabase(server);
  const env = {
    AIX_DATA_DIR: directory,
    AIX_PORT: '0',
    AIX_LOG_LEVEL: 'warn',
    AIX_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    DATABASE_URL: database,
  };
  const state = beginJob(
    await planStack({ env, leadCount: PAST_LEADS, fresh: false, leadsFile: plantLeads(directory) }),
  );
  try {
    const { salesforce } = await makeDemoOrgs(state.plan);
    const leads = addOpenLeads(salesforce, leadCount);
    for (const step of JOB_STEPS) {
      report(String(step.title));
      await new Listr([step], { renderer: 'silent', registerSignalListeners: false }).run(state);
    }
    await addTrainedTenant(database);
    const connection = state.connections.find(({ crm }) => crm === 'salesforce')!;
    const bank = { env, leads, connectionId: connection.connectionId, ...(await makeKeys(state.service)) };
    writeFileSync(path, JSON.stringify(bank));
    return bank;
  } finally {
    await closeStack(state);
  }
}

/** A tenant beside the bank whose model is trained while the bank works: the bank's past leads, once more. */
export const TRAINED_TENANT_ID = '6f0f3b52-1c5e-4d0a-8a44-5b1d3f7f2c11';

async function addTrainedTenant(databaseUrl: string): Promise<void> {
  const database = await openPostgresql(databaseUrl);
  const between = [TRAINED_TENANT_ID, DEMO_TENANT_ID];
  await database.query(
    `insert into tenants (tenant_id, name, horizon_days, fields, left_out, band_thresholds)
     select $1, 'Another bank', horizon_days, fields, left_out, band_thresholds from tenants where tenant_id = $2`,
    between,
  );
  await database.query(
    `insert into leads (tenant_id, lead_id, email, name, company, fields, created_at, outcome, converted_at, changed_at)
     select $1, lead_id, email, name, company, fields, created_at, outcome, converted_at, changed_at from leads
     where tenant_id = $2 and outcome <> 'open'`,
    between,
  );
  await database.close();
}

/** Removes the bank's database. */
export async function removeBank({ env }: PreparedBank, server: string): Promise<void> {
  const name = new URL(env.DATABASE_URL!).pathname.slice(1);
  await administer(server, `drop database if exists ${name} with (force)`);
}

/** Further open leads of the org: the demo's open ones over and over, each time as another person of another company. */
function addOpenLeads(folder: string, count: number): BankLead[] {
  const patterns = [...readRecords(folder, 'Id', 'Lead')].filter(
    ({ IsConverted, Status, Company }) =>
      IsConverted === false && Status === 'Open - Not Contacted' && Company,
  );
  const leads: BankLead[] = [];
  let lines = '';
  for (let at = 0; at < count; at++) {
    const lead = { email: `person${at}@lead.example`, recordId: recordIdOf('00Q', FIRST_ORDINAL + at) };
    leads.push(lead);
    const own = {
      ...{ Id: lead.recordId, Email: lead.email },
      Company: `Company ${Math.floor(at / PEOPLE_A_COMPANY)}`,
    };
    lines += `${JSON.stringify({ ...patterns[at % patterns.length], ...own })}\n`;
  }
  appendFileSync(join(folder, 'records', 'Lead.jsonl'), lines);
  return leads;
}

async function makeKeys(service: {
  url: string;
  sessionToken(tenantId: string): Promise<string>;
}): Promise<Pick<PreparedBank, 'writeKey' | 'sessionToken'>> {
  const sessionToken = await service.sessionToken(DEMO_TENANT_ID);
  const response = await fetch(`${service.url}/v1/write-keys`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sessionToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'secret', name: 'bench' }),
  });
  const { key } = (await response.json()) as { key: string };
  return { writeKey: key, sessionToken };
}

async function createDatabase(server: string): Promise<string> {
  const name = `aix_bench_${randomUUID().replaceAll('-', '')}`;
  await administer(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

async function administer(server: string, statement: string): Promise<void> {
  const admin = await openPostgresql(server);
  await admin.query(statement).finally(admin.close);
}
