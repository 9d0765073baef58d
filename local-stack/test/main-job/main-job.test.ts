import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { plantLeads } from '../../demo/planted-leads.ts';
import type { StackRequest } from '../../main-job/open-local-stack.ts';
import { readPublishedScores } from '../../main-job/published-scores.ts';
import { flipTruth } from './flipped-truth.ts';

const RUN_JOB = fileURLToPath(new URL('run-job.ts', import.meta.url));
const LEADS = 2_000;
const OPEN_LEADS = 400;
const KILLS = 10;

describe('the main job on 2,000 leads', function () {
  this.timeout(300_000);
  let directory: string;
  let leadsFile: string;
  /** The first job, which nothing disturbed, and how long it took. */
  let undisturbed: { summary: Summary; ms: number };
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'aix-job-'));
    leadsFile = plantLeads(directory);
  });
  after(() => rmSync(directory, { recursive: true }));

  const requestFor = (name: string): StackRequest => ({
    env: { AIX_DATA_DIR: join(directory, name), AIX_PORT: '0', AIX_LOG_LEVEL: 'error' },
    leadCount: LEADS,
    fresh: false,
    leadsFile,
  });
  const scoresOf = (name: string) => {
    const at = (crm: string) => join(directory, name, crm);
    return [...readPublishedScores({ salesforce: at('salesforce'), hubspot: at('hubspot') })]
      .map(score => JSON.stringify(score).toLowerCase())
      .sort();
  };

  it('scores every open lead and writes every record, as its summary says', async () => {
    const began = performance.now();
    const summary = await finish(requestFor('whole'));
    undisturbed = { summary, ms: performance.now() - began };
    assert.equal(summary.leads, LEADS);
    assert.equal(summary.trainedOn, LEADS - OPEN_LEADS);
    for (const { crm, writtenBack, failed } of summary.connections)
      assert.deepEqual([crm, writtenBack, failed], [crm, 220, 0]);
    // Leads with neither e-mail nor company get no score, and there are a few of them.
    assert.ok(summary.scored > 390 && summary.scored <= OPEN_LEADS, `${summary.scored} scored`);
    assert.ok(scoresOf('whole').length > 430);
  });

  it('says the same on both records of a lead that is in both CRMs', () => {
    const byEmail = Map.groupBy(
      scoresOf('whole').map(each => JSON.parse(each)),
      each => each.email as string,
    );
    const twins = [...byEmail.values()].filter(scores => scores.length > 1);
    assert.ok(twins.length > 30);
    for (const [first, second] of twins) assert.deepEqual(first, second);
  });

  it('does nothing more when it is started again', async () => {
    const before = scoresOf('whole');
    const summary = await finish(requestFor('whole'));
    assert.deepEqual(scoresOf('whole'), before);
    assert.equal(
      summary.connections.every(each => each.failed === 0),
      true,
    );
  });

  it('never sees the held-out outcomes: other outcomes, the same scores', async () => {
    const flipped = await finish({ ...requestFor('flipped'), truthFile: flipTruth(directory) });
    assert.deepEqual(scoresOf('flipped'), scoresOf('whole'));
    const sum = undisturbed.summary.aucHeldOut + flipped.aucHeldOut;
    assert.ok(Math.abs(sum - 1) < 1e-9, 'the summary alone saw the difference');
  });

  it(`ends with every record right after ${KILLS} kills at random moments`, async () => {
    const request = requestFor('killed');
    const draw = seededDraw(20_261_122);
    for (let kill = 0; kill < KILLS; kill += 1) await killAfter(start(request), draw() * undisturbed.ms);
    const summary = await finish(request);
    assert.equal(summary.leads, LEADS);
    for (const { writtenBack, failed } of summary.connections)
      assert.deepEqual([writtenBack, failed], [220, 0]);
    assertSameButForCooling(scoresOf('killed'), scoresOf('whole'));
  });
});

/**
 * A job that is killed again and again scores minutes after its orgs were made, from when their activities are dated: what these few leads
 * did has cooled a little more by then. All others have the very same scores.
 */
function assertSameButForCooling(later: readonly string[], sooner: readonly string[]): void {
  assert.equal(later.length, sooner.length);
  const cooled = later.flatMap((score, at) => (score === sooner[at] ? [] : [[score, sooner[at]!] as const]));
  assert.ok(cooled.length < later.length / 10, `${cooled.length} of ${later.length} differ`);
  for (const [one, other] of cooled) {
    const [cool, warm] = [JSON.parse(one), JSON.parse(other)];
    const message = `${one} beside ${other}`;
    assert.equal(cool.email, warm.email, message);
    assert.ok(Math.abs(cool.propensity - warm.propensity) <= 0.001, message);
    assert.ok(Math.abs(cool.scorepoints - warm.scorepoints) <= 1, message);
  }
}

interface Summary {
  leads: number;
  trainedOn: number;
  scored: number;
  aucHeldOut: number;
  connections: { crm: string; writtenBack: number; failed: number }[];
}

function start(request: StackRequest): ChildProcess {
  return spawn('node', [RUN_JOB, JSON.stringify(request)], { stdio: ['ignore', 'pipe', 'pipe'] });
}

async function finish(request: StackRequest): Promise<Summary> {
  const job = start(request);
  const [out, err, [status]] = await Promise.all([text(job.stdout!), text(job.stderr!), once(job, 'exit')]);
  assert.equal(status, 0, `the job ended with ${status}:\n${out}\n${err}`);
  return JSON.parse(out.trim().split('\n').at(-1)!) as Summary;
}

/** Kills without a chance to tidy up. A job that is done before that is left alone. */
async function killAfter(job: ChildProcess, delayMs: number): Promise<void> {
  const timer = setTimeout(() => job.kill('SIGKILL'), delayMs);
  job.stdout?.resume();
  job.stderr?.resume();
  await once(job, 'exit');
  clearTimeout(timer);
}

/** mulberry32: the same moments in every run. */
function seededDraw(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
