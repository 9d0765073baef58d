import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Listr } from 'listr2';
import { beginJob, JOB_STEPS, type JobState } from '../../main-job/main-job.ts';
import { closeStack, planStack } from '../../main-job/open-local-stack.ts';
import { failureLines, type JobSummary, jobSummaryJson } from '../../main-job/summarize-job.ts';
import type { Fault } from '../../stand-in/faults.ts';

const LEADS = 200;
/** Half of the leads and the tenth that is in both. */
const RECORDS = 110;
const OPEN_RECORDS = 22;
const STEPS_BEFORE_FAULTS = 2;

type Faults = Partial<Record<'salesforce' | 'hubspot', Fault[]>>;

const answer = (path: string, status: number, body: unknown, headers = {}): Fault => ({
  path,
  times: 0,
  kind: 'answer',
  status,
  body,
  headers,
});
const REFUSED_GRANT = answer('/oauth2/token', 400, { error: 'invalid_grant', error_description: 'refused' });
const REFUSED_TOKEN = [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }];
const LIMIT = { status: 'error', errorType: 'RATE_LIMIT', policyName: 'DAILY', message: 'limit' };

describe('the main job with CRMs that misbehave', () => {
  let directory: string;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'aix-faults-'));
  });
  after(() => rmSync(directory, { recursive: true }));

  /** One start of the job on the same data, with stand-ins that misbehave from their first request on. */
  async function runJob(faults: Faults): Promise<JobSummary> {
    const env = { AIX_DATA_DIR: directory, AIX_PORT: '0', AIX_LOG_LEVEL: 'silent' };
    const state = beginJob(await planStack({ env, leadCount: LEADS, fresh: false }));
    const inject = { task: () => injectAll(state, faults) };
    const steps = [
      ...JOB_STEPS.slice(0, STEPS_BEFORE_FAULTS),
      inject,
      ...JOB_STEPS.slice(STEPS_BEFORE_FAULTS),
    ];
    try {
      await new Listr(steps, { renderer: 'silent', registerSignalListeners: false }).run(state);
    } finally {
      await closeStack(state);
    }
    return state.summary;
  }

  const of = (summary: JobSummary, crm: string) => summary.connections.find(each => each.crm === crm);

  it('reads, scores and writes the portal when the org refuses the connection and the portal every second record', async () => {
    const summary = await runJob({
      salesforce: [REFUSED_GRANT],
      hubspot: [{ path: '/batch/update', kind: 'partial', times: 0 }],
    });
    assert.equal(of(summary, 'salesforce'), undefined, 'nothing half connected');
    const portal = of(summary, 'hubspot')!;
    assert.deepEqual([portal.records, portal.written], [RECORDS, OPEN_RECORDS / 2]);
    assert.equal(portal.rejected + portal.waiting, OPEN_RECORDS / 2);
    const [connecting, refused, ...none] = failureLines(summary);
    assert.match(connecting!, /^Salesforce: connecting failed: Salesforce refused the consent/);
    assert.match(refused!, /^HubSpot: \d+ records refused.*, \d+ waiting for another try$/);
    assert.deepEqual(none, []);
    const { problems } = jobSummaryJson(summary, 0) as { problems: string[] };
    assert.deepEqual(problems, [connecting]);
  });

  it('says so when reading fails for both, each in its own way, and still ends', async () => {
    const summary = await runJob({
      salesforce: [answer('/query', 500, [{ message: 'broken', errorCode: 'UNKNOWN_EXCEPTION' }])],
      hubspot: [answer('/contacts(\\?|/search)', 429, LIMIT, { 'retry-after': '3600' })],
    });
    const lines = failureLines(summary);
    assert.ok(lines.length >= 2, lines.join('\n'));
    assert.match(lines.join('\n'), /Salesforce: .*failed: Salesforce answered (UNKNOWN_EXCEPTION|500)/);
    assert.match(lines.join('\n'), /HubSpot: reading failed: HubSpot answered .*limit/);
    assert.equal(summary.leads, RECORDS, 'what was read before is there');
  });

  it('keeps every score for later when the org ends the session before the writing', async () => {
    const summary = await runJob({
      salesforce: [
        { ...answer('/composite/sobjects', 401, REFUSED_TOKEN), method: 'PATCH' },
        { ...REFUSED_GRANT, after: 1 },
      ],
    });
    const org = of(summary, 'salesforce')!;
    assert.deepEqual([org.records, org.written, org.waiting], [RECORDS, 0, OPEN_RECORDS]);
    const [writing] = failureLines(summary);
    assert.match(writing!, /^Salesforce: writing failed: Salesforce refused/);
    assert.equal(summary.leads, LEADS);
  });

  it('ends the work at the next start, when all is well again', async () => {
    const summary = await runJob({});
    const org = of(summary, 'salesforce')!;
    assert.deepEqual([org.written, org.waiting, org.rejected], [OPEN_RECORDS, 0, 0]);
    assert.deepEqual(summary.failures, []);
    assert.equal('problems' in jobSummaryJson(summary, 0), false);
  });
});

async function injectAll({ standIns }: JobState, faults: Faults): Promise<void> {
  for (const crm of ['salesforce', 'hubspot'] as const)
    for (const fault of faults[crm] ?? []) {
      const response = await fetch(`${standIns[crm].url}/__faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(fault),
      });
      assert.equal(response.status, 204);
    }
}
