import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Fault as CrmFault } from '../../stand-in/faults.ts';
import type { Fault, FaultOrder, Verdict } from '../fault.ts';
import { judgeStage } from '../judge/judge-stage.ts';
import { createSender } from '../world/sender.ts';
import type { Crm, Stage } from '../world/stage.ts';

/** Of a CRM's answers to writes so many go wrong. */
const SHARE = 0.3;
const SCHEDULED = 400;
const EVENTS_PER_SECOND = 40;
const LONGEST_PAUSE_MS = 1_500;
const BANDS = ['Hot', 'Warm', 'Nurture', 'Low'];
const LEADS_AT_ONCE = 10;

type Misbehaviour = Pick<CrmFault, 'kind' | 'status' | 'headers' | 'body'>;

/** Where each CRM takes scores, and how it says that it is busy or broken. */
const WRITES: Record<Crm, { method: string; path: string; answers: Misbehaviour[] }> = {
  salesforce: {
    method: 'PATCH',
    path: '/composite/sobjects',
    answers: [
      salesforceAnswer(
        403,
        'REQUEST_LIMIT_EXCEEDED',
        'ConcurrentRequests (Concurrent API Requests) Limit exceeded.',
      ),
      salesforceAnswer(500, 'UNKNOWN_EXCEPTION', 'An unexpected error occurred.'),
    ],
  },
  hubspot: {
    method: 'POST',
    path: 'contacts/batch/update',
    answers: [
      hubspotAnswer(429, { errorType: 'RATE_LIMIT', policyName: 'TEN_SECONDLY_ROLLING', message: 'limit' }),
      hubspotAnswer(500, { message: 'internal error' }),
    ],
  },
};

/** Both CRMs refuse, break off or do half of three writes in ten, while scores change without end. */
export const crmMisbehaves: Fault = {
  name: 'crm-misbehaves',
  about: '3 of 10 writes to a CRM end in 429, 500, a timeout, a reset, a lost answer or partial success',
  runs: { short: 150, long: 10_000 },
  needs: 'any',
  async run({ ground, runs, draw, report }: FaultOrder): Promise<Verdict> {
    const stage = await ground.openStage();
    const sender = createSender({ ...stage, draw, eventsPerSecond: EVENTS_PER_SECOND });
    try {
      const url = await stage.app.start();
      sender.turnTo(url);
      const before = countWrites(stage);
      const leadIds = await listLeads(stage, url);
      let written = 0;
      for (let round = 0; written < runs; round += 1) {
        for (const crm of ['salesforce', 'hubspot'] as const) {
          await stage.behave(crm);
          await stage.misbehave(crm, scheduleOf(crm, draw, round === 0));
        }
        await overrideAll(stage, url, leadIds, BANDS[round % BANDS.length]!);
        await pause(draw() * LONGEST_PAUSE_MS);
        await stage.app.hurry();
        written = countWrites(stage) - before;
        report(`${written} of ${runs} writes`);
      }
      await sender.finish();
      for (const crm of ['salesforce', 'hubspot'] as const) await stage.behave(crm);
      // A connection that failed as a whole rests for a minute; a new process asks it at once.
      await stage.app.stop();
      return { runs: written, ...(await judgeStage(stage, sender.ledger)) };
    } finally {
      sender.abandon();
      await stage.close();
    }
  },
};

/** What goes wrong when, drawn beforehand: each one after as many good answers as chance has it. The first may be a timeout. */
function scheduleOf(crm: Crm, draw: () => number, withTimeout: boolean): CrmFault[] {
  const { method, path, answers } = WRITES[crm];
  const kinds: Misbehaviour[] = [...answers, { kind: 'reset' }, { kind: 'lose-answer' }, { kind: 'partial' }];
  const schedule = Array.from({ length: SCHEDULED }, () => {
    const after = Math.floor(Math.log(1 - draw()) / Math.log(1 - SHARE));
    return { method, path, after, ...kinds[Math.floor(draw() * kinds.length)]! };
  });
  return withTimeout ? [{ method, path, kind: 'hang' }, ...schedule] : schedule;
}

function salesforceAnswer(status: number, errorCode: string, message: string): Misbehaviour {
  return { kind: 'answer', status, body: [{ errorCode, message }] };
}

function hubspotAnswer(status: number, body: object): Misbehaviour {
  return { kind: 'answer', status, body: { status: 'error', ...body } };
}

async function listLeads({ sessionToken }: Stage, url: string): Promise<string[]> {
  const response = await fetch(`${url}/v1/leads?limit=200`, {
    headers: { authorization: `Bearer ${sessionToken}` },
  });
  const leads = (await response.json()) as { leadId: string }[];
  return leads.map(({ leadId }) => leadId);
}

/** Each override is published at once, so that every record has to be written again. */
async function overrideAll({ sessionToken }: Stage, url: string, leadIds: readonly string[], band: string) {
  const endsAt = new Date(Date.now() + 86_400_000).toISOString();
  for (let at = 0; at < leadIds.length; at += LEADS_AT_ONCE)
    await Promise.all(
      leadIds.slice(at, at + LEADS_AT_ONCE).map(leadId =>
        fetch(`${url}/v1/leads/${leadId}/overrides`, {
          method: 'POST',
          headers: { authorization: `Bearer ${sessionToken}`, 'content-type': 'application/json' },
          body: JSON.stringify({ band, reason: 'to have it written', endsAt }),
        }),
      ),
    );
}

/** Every record that a CRM changed is one line of its journal. */
function countWrites({ folders }: Stage): number {
  return Object.values(folders).reduce(
    (sum, folder) => sum + readFileSync(join(folder, 'journal.jsonl'), 'utf8').split('\n').length - 1,
    0,
  );
}
