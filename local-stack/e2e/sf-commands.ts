import assert from 'node:assert/strict';
import { globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEMO_TENANT } from '../demo/tenant.ts';
import { editCustomMetadata } from '../salesforce/index.ts';
import { readRecords } from '../stand-in/record-store.ts';
import { type CommandLine, openCommandLine, PLUGIN } from './command-line.ts';
import { type ServedDemo, serveDemo } from './demo-org.ts';

const INTEGRATION = DEMO_TENANT.integrationUsername;
const REP = 'rita.ramos@savingsbank.example';
const SETTING = 'AIX_Setting.Default';

interface Findings {
  isBlocked: boolean;
  findings: { level: string; code: string; problem: string; remedy: string }[];
}

/**
 * Runs every `sf aix` command with Salesforce's own command line, against the org's stand-in and a running service.
 * @returns what was typed and said
 * @throws AssertionError
 */
export async function runSfCommands(): Promise<{ transcript: string; version: string }> {
  const demo = await serveDemo({
    [INTEGRATION]: ['AIX_Lead_Scoring_Integration'],
    [REP]: ['AIX_Lead_Scoring_Rep'],
  });
  const { service } = demo.state;
  const sf = openCommandLine([demo.token], { AIX_URL: service.url, AIX_TOKEN: demo.token });
  try {
    await logIn(sf, demo);
    await sf.run(`plugins link ${PLUGIN} --no-install`);
    await look(sf, demo);
    await scoreOne(sf, demo);
    await findGaps(sf, demo);
    await readAgain(sf);
    await endAndBegin(sf, demo);
    assertNotKept(sf.home, demo.token);
    return { transcript: sf.transcript(), version: sf.version };
  } finally {
    sf.remove();
    await demo.close();
  }
}

async function logIn(sf: CommandLine, { state }: ServedDemo): Promise<void> {
  const { clientId, privateKey } = state.pagesClient;
  const key = join(sf.home, 'key.pem');
  writeFileSync(key, privateKey, { mode: 0o600 });
  await sf.run(
    `org login jwt --client-id ${clientId} --jwt-key-file ${key} --username ${REP} --instance-url ${state.standIns.salesforce.url} --alias bank`,
  );
}

async function look(sf: CommandLine, { token }: ServedDemo): Promise<void> {
  const status = await sf.json<{ state: string; connectedAs: string; leads: number; scored: number }>(
    'aix status -o bank',
  );
  assert.deepEqual([status.state, status.connectedAs], ['working', INTEGRATION]);
  assert.ok(status.leads > 1_000 && status.scored > 100);
  await sf.run('aix status -o bank');
  await sf.run('aix status -o bank --token -', { env: { AIX_TOKEN: '' }, input: `${token}\n` });
  await sf.run('aix status -o bank', { env: { AIX_TOKEN: '' }, exits: 1 });
}

async function scoreOne(sf: CommandLine, { state }: ServedDemo): Promise<void> {
  const [lead] = [...readRecords(state.orgs.salesforce, 'Id', 'Lead')].filter(
    ({ AIX_Band__c }) => AIX_Band__c === 'Hot',
  );
  const scored = await sf.json<{ state: string; scorePoints: number; band: string }>(
    `aix score -o bank --record-id ${lead!.Id}`,
  );
  assert.deepEqual(
    [scored.state, scored.band, scored.scorePoints],
    ['scored', 'Hot', Number(lead!.AIX_Score__c)],
  );
  await sf.run(`aix score -o bank --record-id ${String(lead!.Id).slice(0, 15)}`);
  await sf.run('aix score -o bank --record-id 00Q00000000zzzzEAA', { exits: 1 });
}

/** A healthy org, then what goes wrong in one: each is found, said, and exits with 1. */
async function findGaps(sf: CommandLine, { state }: ServedDemo): Promise<void> {
  const { salesforce } = state.orgs;
  const healthy = await sf.json<Findings>('aix doctor -o bank');
  assert.equal(healthy.isBlocked, false, JSON.stringify(healthy));
  assert.deepEqual(codesOf(healthy, 'warns'), ['nobodySetsUp']);
  await sf.run('aix doctor -o bank');
  const other = '00000000-0000-4000-8000-000000000000';
  const { Connection_Id__c: own } = settingOf(salesforce);
  editCustomMetadata(salesforce, SETTING, { Connection_Id__c: other, Signing_Certificate__c: 'none' });
  const wrong = await sf.json<Findings>('aix doctor -o bank', { exits: 1 });
  assert.deepEqual(codesOf(wrong, 'blocks'), ['otherConnectionId', 'unreadableCertificate']);
  await sf.run('aix doctor -o bank', { exits: 1 });
  editCustomMetadata(salesforce, SETTING, { Connection_Id__c: own });
  const away = await sf.json<Findings>('aix doctor -o bank --url http://127.0.0.1:4999', { exits: 1 });
  assert.deepEqual(codesOf(away, 'blocks'), ['unreachable', 'unreadableCertificate']);
  await sf.run('aix status -o bank --url http://aix.example', { exits: 1 });
}

function codesOf({ findings }: Findings, level: string): string[] {
  return findings.filter(finding => finding.level === level).map(({ code }) => code);
}

async function readAgain(sf: CommandLine): Promise<void> {
  await sf.run('aix backfill -o bank --async');
  const read = await sf.json<{ state: string; read: number; of: number }>('aix backfill -o bank');
  assert.equal(read.state, 'done');
  assert.ok(read.read >= read.of && read.of > 1_000, JSON.stringify(read));
}

/** Disconnects, connects through the consent page as an admin's browser does, and once more without a browser. */
async function endAndBegin(sf: CommandLine, { token }: ServedDemo): Promise<void> {
  await sf.run('aix disconnect -o bank --json', { exits: 1 });
  await sf.run('aix disconnect -o bank --no-prompt');
  await sf.run('aix status -o bank', { exits: 1 });
  const asked = await sf.json<{ state: string; consentUrl: string }>('aix connect -o bank');
  assert.equal(asked.state, 'consent_needed');
  let consented: Promise<void> | undefined;
  await sf.run('aix connect -o bank --wait 2', {
    onOutput(text) {
      const [url] = /http\S+\/consent\S*/.exec(text) ?? [];
      if (url !== undefined) consented ??= consentInBrowser(url, token);
    },
  });
  await consented;
  await sf.json('aix disconnect -o bank --no-prompt');
  const connected = await sf.json<{ state: string; next: string[] }>(
    `aix connect -o bank --integration-user ${INTEGRATION}`,
  );
  assert.deepEqual([connected.state, connected.next.length], ['connected', 1]);
}

/** Goes as the browser of an admin goes who is logged in to the service, and allows access as the integration user. */
async function consentInBrowser(url: string, token: string): Promise<void> {
  const open = (address: string | URL) =>
    fetch(address, { redirect: 'manual', headers: { cookie: `aix_session=${token}` } });
  const page = new URL((await open(url)).headers.get('location') ?? '');
  const form = new URLSearchParams(page.searchParams);
  form.set('username', INTEGRATION);
  const allowed = await fetch(page.origin + page.pathname, {
    method: 'POST',
    redirect: 'manual',
    body: form,
  });
  const ended = await open(allowed.headers.get('location') ?? '');
  assert.equal(ended.status, 302);
}

function settingOf(orgDirectory: string): { Connection_Id__c: string } {
  const path = join(orgDirectory, 'metadata', 'customMetadata', `${SETTING}.md-meta.xml`);
  const [, id = ''] = />([0-9a-f-]{36})</.exec(readFileSync(path, 'utf8')) ?? [];
  return { Connection_Id__c: id };
}

/** The session's token must not lie in any file that the command line keeps. */
function assertNotKept(home: string, token: string): void {
  const files = globSync('**/*', { cwd: home, exclude: ['**/node_modules/**'] }).map(path =>
    join(home, path),
  );
  for (const file of [...files, ...globSync('.*/**/*', { cwd: home }).map(path => join(home, path))])
    if (statSync(file, { throwIfNoEntry: false })?.isFile())
      assert.ok(!readFileSync(file, 'utf8').includes(token), `${file} holds the session's token`);
}
