import { loadConfig, type Service, trainTenantModel } from '@aix/backend';
import { startProduct } from '../../main-job/open-local-stack.ts';
import { loadRegistrations } from '../../main-job/registrations.ts';
import type { ThreadedStandIn } from '../../stand-in/start-in-thread.ts';

/*
 * The product in a process of its own, which a fault may kill; the other side is `app.ts`. It never outlives whoever
 * started it. Its settings come as environment, as an operator gives them; where the CRMs are, as its only word.
 */

export type CrmAddresses = Record<'salesforce' | 'hubspot', Pick<ThreadedStandIn, 'url' | 'pubsub'>>;

/** What still has to be done: leads to be scored, writes to be sent, and writes that were given up. */
export interface WaitingWork {
  dirtyLeads: number;
  writes: number;
  deadLetters: number;
}

/**
 * `waiting` is answered with `WaitingWork`; `hurry` makes postponed writes due, as if their rest were over; `train TENANT` trains that
 * tenant's model and is answered when it serves.
 */
export type AppQuestion = 'waiting' | 'hurry' | 'close' | `train ${string}`;

async function startWork(standIns: CrmAddresses): Promise<Service> {
  const { env } = process;
  const registrations = await loadRegistrations(loadConfig(env).dataDirectory, 0);
  const service = await startProduct({ env, registrations }, standIns);
  service.startWork();
  return service;
}

process.on('disconnect', () => process.exit());
const tell = (question: string, answered: unknown) => process.send?.({ question, answered });
const started = await startWork(JSON.parse(process.argv[2] ?? '')).catch((error: Error) => error);
if (started instanceof Error) tell('refused', started.message);
else serve(started);

function serve(service: Service): void {
  process.on('message', async (question: AppQuestion) => {
    tell(question, await answer(service, question).catch(error => ({ problem: String(error) })));
    if (question === 'close') process.disconnect();
  });
  tell('ready', service.url);
}

async function answer(service: Service, question: AppQuestion): Promise<unknown> {
  const { database } = service.context;
  if (question === 'close') return service.close();
  if (question.startsWith('train '))
    return (await trainTenantModel(service.context, question.slice('train '.length))).status;
  if (question === 'hurry')
    return database.query(`update outbox set not_before = '-infinity' where dead_at is null`);
  const [waiting] = await database.query(
    `select (select count(*)::int from dirty_leads) as "dirtyLeads",
       (select count(*)::int from outbox where dead_at is null) as writes,
       (select count(*)::int from outbox where dead_at is not null) as "deadLetters"`,
  );
  return waiting;
}
