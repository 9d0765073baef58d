import { setTimeout as pause } from 'node:timers/promises';
import type { openPostgresql } from '@aix/backend';
import { DEMO_TENANT_ID } from '../../main-job/connect-demo-tenant.ts';
import { followJournal } from '../follow-journal.ts';
import type { EventSource } from './event-source.ts';
import { createEventPoster, type Target } from './load.ts';
import type { BankLead } from './prepare-bank.ts';

/** How often is looked; so much later than it was there something may be seen. */
const LOOK_EVERY_MS = 3;
/** A look is followed by a rest of so many times its length: looking must not become the load. */
const REST_OF_LOOKS = 4;
const PATIENCE_MS = 60_000;

interface Waiting {
  email: string;
  committedAt: Date;
  committed: number;
}

/**
 * Single events among the others, each followed until its lead's stored score knows of it. Resolves to the milliseconds from the
 * acknowledgement, which comes after the commit, to when a look at the database sees that.
 */
export async function probeScores(
  {
    database,
    leadIds,
  }: {
    database: Pick<Awaited<ReturnType<typeof openPostgresql>>, 'query'>;
    leadIds: ReadonlyMap<string, string>;
  },
  target: Target,
  next: EventSource,
  { perSecond, stop }: { perSecond: number; stop: AbortSignal },
): Promise<number[]> {
  const { post, client } = createEventPoster(target);
  const tookMs: number[] = [];
  let waiting: Waiting[] = [];
  const send = async () => {
    const event = next();
    if (await post([event]))
      waiting.push({ email: event.email, committedAt: new Date(), committed: performance.now() });
  };
  const look = async () => {
    const asked = waiting;
    const rows = await database.query<{ done: boolean }>(
      `select (d.lead_id is null or s.scored_at >= w.at) as done
       from unnest($2::uuid[], $3::timestamptz[]) with ordinality as w(lead_id, at, place)
       left join lateral (select lead_id from dirty_leads where tenant_id = $1 and lead_id = w.lead_id limit 1) d on true
       left join lateral (select scored_at from scores where tenant_id = $1 and lead_id = w.lead_id limit 1) s on true
       order by w.place`,
      [
        DEMO_TENANT_ID,
        asked.map(({ email }) => leadIds.get(email)),
        asked.map(({ committedAt }) => committedAt),
      ],
    );
    const seen = performance.now();
    asked.forEach(({ committed }, at) => {
      if (rows[at]?.done) tookMs.push(seen - committed);
      else if (seen - committed > PATIENCE_MS) throw new Error('an event was not scored within a minute');
    });
    const left = asked.filter((_, at) => !rows[at]?.done);
    waiting = [...left, ...waiting.slice(asked.length)];
  };
  const looking = (async () => {
    for (let restMs = LOOK_EVERY_MS; !stop.aborted || waiting.length > 0; ) {
      await pause(restMs);
      const began = performance.now();
      if (waiting.length > 0) await look();
      restMs = Math.max(LOOK_EVERY_MS, REST_OF_LOOKS * (performance.now() - began));
    }
  })();
  const sending = new Set<Promise<void>>();
  for (let due = performance.now(); !stop.aborted; due += 1000 / perSecond) {
    await pause(Math.max(0, due - performance.now()));
    const one: Promise<void> = send().finally(() => sending.delete(one));
    sending.add(one);
  }
  await Promise.all(sending);
  await looking;
  client.close();
  return tookMs;
}

/** What moves any lead beyond its noise. */
const VISIT = ['pricing_view', 'pricing_view', 'docs_view', 'form_submit', 'demo_request'];

/**
 * Leads that did nothing yet read prices and ask for a demonstration, one after the other: a change that is published. Resolves to the
 * milliseconds from the acknowledgement to when the org has the new score on the record.
 */
export async function probeRecords(
  salesforceFolder: string,
  target: Target,
  leads: readonly BankLead[],
  { perSecond, stop }: { perSecond: number; stop: AbortSignal },
): Promise<number[]> {
  const { post, client } = createEventPoster(target);
  const waiting = new Map<string, number>();
  const tookMs: number[] = [];
  const journal = followJournal(salesforceFolder, ({ id: recordId }) => {
    const committed = waiting.get(recordId);
    if (committed === undefined) return;
    waiting.delete(recordId);
    tookMs.push(performance.now() - committed);
  });
  const run = Math.random().toString(36).slice(2);
  for (const [at, { email, recordId }] of leads.entries()) {
    if (stop.aborted) break;
    const began = performance.now();
    const happened = { at: new Date().toISOString(), email, properties: { url: '', ref: '', ms: 0 } };
    const events = VISIT.map((signal, step) => ({ id: `${run}-${at}-${step}`, signal, ...happened }));
    if (await post(events)) waiting.set(recordId, performance.now());
    await pause(Math.max(0, 1000 / perSecond - (performance.now() - began)));
  }
  const deadline = performance.now() + PATIENCE_MS;
  while (waiting.size > 0) {
    await pause(LOOK_EVERY_MS);
    if (performance.now() > deadline)
      throw new Error(`${waiting.size} records were not written within a minute`);
  }
  journal.close();
  client.close();
  return tookMs;
}
