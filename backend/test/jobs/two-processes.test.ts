import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { APP } from '../../../local-stack/test/hubspot/portal-fixture.ts';
import { createEnvelope } from '../../src/security/envelope.ts';
import { usageOfLastDay } from '../../src/store/api-usage.ts';
import { readTokens, saveConnection } from '../../src/store/connections.ts';
import { saveCrmRecords } from '../../src/store/crm-records.ts';
import type { Database } from '../../src/store/database.ts';
import { saveLeads } from '../../src/store/leads.ts';
import { migrate } from '../../src/store/migrate.ts';
import { countWaitingWrites, enqueueWrites } from '../../src/store/outbox.ts';
import { saveTenant } from '../../src/store/tenants.ts';
import { type HubspotWorld, openHubspotWorld } from '../connectors/hubspot-world.ts';
import { eventually } from '../support/eventually.ts';
import { makeCrmLead, makeFacts, makeTenant } from '../support/make.ts';
import { createEmptyDatabase, DATABASE_KIND, type EmptyDatabase } from '../support/test-database.ts';
import type { WorkerSettings } from './write-back-process.ts';

const LEADS = 1_500;
/** One process alone keeps to this: ten at once and ten a second. Two that do not know of each other pass it at once. */
const LIMITS = { burst: 20, intervalMs: 1_000 };
/** Far enough below the limits for a busy machine's delays; two that do not know of each other pass them still. */
const CALLING_PACE = { requestsPerSecond: 14, burst: 1 };
/** By each process. */
const CALLS = 40;
const PACE = { requestsPerSecond: 10, burst: 10 };

describe(`two worker processes on ${DATABASE_KIND}`, () => {
  let empty: EmptyDatabase;
  let database: Database;
  let world: HubspotWorld;
  let counting: Counting;
  let workers: ChildProcess[] = [];
  const [tenantId, connectionId] = [randomUUID(), randomUUID()];
  const key = randomBytes(32);
  const envelope = createEnvelope(key);
  before(async function () {
    empty = await createEmptyDatabase();
    if (empty.settings.databaseUrl === undefined) return this.skip();
    database = await empty.open();
    await migrate(database);
    world = await openHubspotWorld({ leadCount: LEADS, limits: LIMITS, pace: PACE });
    counting = await countRequests(world.url);
    await saveTenant(database, makeTenant(tenantId));
  });
  after(async () => {
    for (const worker of workers) {
      worker.disconnect();
      await once(worker, 'exit');
    }
    counting?.server.close();
    await world?.close();
    await database?.close();
    await empty.remove();
  });

  /** What waits in the outbox: a score for every contact, and tokens that have ended. */
  async function queueScores(): Promise<void> {
    await world.connector.setUpScoreFields();
    const ids: string[] = [];
    for await (const { records } of world.connector.readLeads({ mappings: world.mappings }))
      ids.push(...records.map(({ objectId }) => objectId));
    const leadId = randomUUID();
    await database.withTenant(tenantId, async sql => {
      await saveConnection(sql, envelope, {
        connectedAs: null,
        at: new Date(),
        ...{ connectionId, crm: 'hubspot', externalId: world.externalId, name: 'Portal', mappings: [] },
        settings: { namespace: '' },
        tokens: { ...(await world.session.tokens()), expiresAt: 0 },
      });
      await saveLeads(sql, [{ leadId, ...makeFacts() }], new Date());
      const records = ids.map(objectId => ({ ...makeCrmLead({ objectType: 'contact', objectId }), leadId }));
      await saveCrmRecords(sql, connectionId, records);
      const values = { score: 71, band: 'Hot' };
      await enqueueWrites(
        sql,
        ids.map(objectId => ({ connectionId, objectType: 'contact', objectId, values })),
      );
    });
  }

  function startWorker(calls?: WorkerSettings['calls']): ChildProcess {
    const worker = fork(new URL('./write-back-process.ts', import.meta.url));
    const settings: WorkerSettings = {
      databaseUrl: empty.settings.databaseUrl!,
      key: key.toString('base64'),
      apiUrl: counting.url,
      clientId: APP.clientId,
      clientSecret: APP.clientSecret,
      pace: calls === undefined ? PACE : CALLING_PACE,
      ...(calls && { calls }),
    };
    worker.send(settings);
    return worker;
  }

  it('never pass a connection’s limits together, renew its token once, and write everything', async () => {
    await queueScores();
    counting.reset();
    const errors: unknown[] = [];
    workers = [startWorker(), startWorker()];
    for (const worker of workers) worker.on('message', error => errors.push(error));
    await eventually(
      async () => (await database.withTenant(tenantId, sql => countWaitingWrites(sql, connectionId))) === 0,
    );
    assert.deepEqual(errors, []);
    const { requests } = counting;
    assert.equal(requests.filter(({ status }) => status === 429).length, 0);
    assert.equal(requests.filter(({ path }) => path.includes('/oauth/')).length, 1);
    assert.equal(requests.filter(({ path }) => path.endsWith('/batch/update')).length, LEADS / 100);
    const usage = await database.withTenant(tenantId, sql => usageOfLastDay(sql, new Date()));
    assert.deepEqual([usage.get(connectionId)?.calls, usage.get(connectionId)?.limited], [LEADS / 100, 0]);
    const tokens = await database.withTenant(tenantId, sql => readTokens(sql, envelope, connectionId));
    assert.ok(tokens.expiresAt > Date.now());
  });

  it('keep the pace together even where both call at once, without a lease', async () => {
    counting.reset();
    const callers = [1, 2].map(() => startWorker({ tenantId, times: CALLS }));
    workers.push(...callers);
    const told = await Promise.all(callers.map(async worker => (await once(worker, 'message'))[0]));
    assert.deepEqual(told, [{ called: CALLS }, { called: CALLS }]);
    const answers = counting.requests.filter(({ path }) => path.includes('/account-info/'));
    assert.deepEqual([answers.length, answers.filter(({ status }) => status === 429).length], [2 * CALLS, 0]);
  });
});

interface Counting {
  server: Server;
  url: string;
  requests: { path: string; status: number }[];
  reset(): void;
}

/** Passes requests on to `target` and keeps what was asked and answered. */
async function countRequests(target: string): Promise<Counting> {
  const requests: Counting['requests'] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { host: _, connection: __, 'transfer-encoding': ___, ...headers } = request.headers;
    const answer = await fetch(`${target}${request.url}`, {
      method: request.method!,
      headers: headers as Record<string, string>,
      ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
    });
    const body = Buffer.from(await answer.arrayBuffer());
    requests.push({ path: request.url!, status: answer.status });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' });
    response.end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const reset = () => void requests.splice(0);
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, reset };
}
