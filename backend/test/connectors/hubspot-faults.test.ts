import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { ConnectorError } from '@aix/shared-scoring';
import { type HubspotWorld, openHubspotWorld } from './hubspot-world.ts';

/** What HubSpot's certification asks of an app over 30 days; every other answer counts, limits and refusals too. */
const CERTIFIED_SHARE = 0.95;
/** The window of the limit that the storm names, milliseconds. */
const WINDOW_MS = 40;

type Fault = 'limit' | 'error' | 'reset' | 'silence' | 'expired' | 'ended';

/** A call as it was answered; 0 is no answer. */
interface Call {
  path: string;
  token: string;
  status: number;
}

/** Stands before the stand-in, counts what each call got, and lets calls fail. */
interface Counter {
  url: string;
  calls: Call[];
  /** From the call with this number on, for so long; each begins once. */
  storms: { from: number; lastMs: number; fault: Fault }[];
  fault: Fault | undefined;
  close(): Promise<void>;
}

async function startCounter(target: string): Promise<Counter> {
  let stormEndsAt = 0;
  let firstToken: string | undefined;
  const faultNow = (token: string): Fault | undefined => {
    const next = counter.storms[0];
    if (next !== undefined && counter.calls.length >= next.from) {
      counter.storms.shift();
      counter.fault = next.fault;
      stormEndsAt = performance.now() + next.lastMs;
      firstToken = token;
    }
    if (stormEndsAt !== 0 && performance.now() > stormEndsAt) {
      counter.fault = undefined;
      stormEndsAt = 0;
    }
    // A new token is a good one.
    return counter.fault === 'expired' && token !== firstToken ? undefined : counter.fault;
  };
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { url: path = '', method = '' } = request;
    const isGrant = path.startsWith('/oauth/');
    const token = request.headers.authorization ?? '';
    const call: Call = { path, token, status: 0 };
    const fault = isGrant && counter.fault !== 'ended' ? undefined : faultNow(token);
    if (!isGrant) counter.calls.push(call);
    if (fault === 'silence') return;
    if (fault === 'reset') return void request.socket.resetAndDestroy();
    const made = fault === undefined ? undefined : FAULTS[fault](isGrant);
    if (made !== undefined) {
      call.status = made.status;
      response.writeHead(made.status, { 'content-type': 'application/json', ...made.headers });
      return void response.end(JSON.stringify(made.body));
    }
    const passed = await fetch(target + path, {
      method,
      headers: {
        authorization: token,
        'content-type': request.headers['content-type'] ?? 'application/json',
      },
      ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
    });
    call.status = passed.status;
    response.writeHead(passed.status, {
      'content-type': 'application/json',
      date: passed.headers.get('date') ?? '',
    });
    response.end(await passed.text());
  };
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const counter: Counter = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ calls: [], storms: [], fault: undefined },
    async close() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
  return counter;
}

const FAULTS: Record<
  'limit' | 'error' | 'expired' | 'ended',
  (isGrant: boolean) => { status: number; headers?: Record<string, string>; body: object }
> = {
  limit: () => ({
    status: 429,
    headers: { 'x-hubspot-ratelimit-interval-milliseconds': String(WINDOW_MS) },
    body: { status: 'error', errorType: 'RATE_LIMIT', policyName: 'TEN_SECONDLY_ROLLING' },
  }),
  error: () => ({ status: 502, body: { status: 'error', message: 'internal error' } }),
  expired: () => ({ status: 401, body: { status: 'error', category: 'EXPIRED_AUTHENTICATION' } }),
  ended: isGrant =>
    isGrant
      ? { status: 400, body: { error: 'invalid_grant', status: 'BAD_REFRESH_TOKEN' } }
      : { status: 401, body: { status: 'error', category: 'INVALID_AUTHENTICATION' } },
};

describe('HubSpot connector, when calls fail', () => {
  const CONTACTS = 1_000;
  let world: HubspotWorld;
  let counter: Counter;
  beforeEach(async () => {
    world = await openHubspotWorld({
      leadCount: CONTACTS,
      async through(url) {
        counter = await startCounter(url);
        return counter.url;
      },
    });
  });
  afterEach(async () => {
    await counter.close();
    await world.close();
  });
  const share = () =>
    counter.calls.filter(({ status }) => status >= 200 && status < 300).length / counter.calls.length;
  const ids = Array.from({ length: CONTACTS }, (_, ordinal) => String(51 + ordinal * 50));
  /** Writes a score to every contact, and again whatever did not get it, as late as the connector asks. */
  const writeAll = async (score: number) => {
    let waiting = ids;
    while (waiting.length > 0) {
      const writes = waiting.map(objectId => ({ objectType: 'contact', objectId, values: { score } }));
      const left: string[] = [];
      let waitMs = 0;
      for await (const results of world.connector.writeScores(writes))
        for (const result of results) {
          if (result.status === 'written') continue;
          left.push(result.objectId);
          if (result.status === 'postponed') waitMs = Math.max(waitMs, result.retryAfterMs ?? 0);
        }
      await pause(waitMs);
      waiting = left;
    }
  };
  /** Reads every contact, and goes on from the cursor where the reading was given up. */
  const readAll = async () => {
    const read = new Set<string>();
    let cursor: string | undefined;
    for (let isDone = false; !isDone; )
      try {
        const from = cursor === undefined ? {} : { cursor };
        for await (const page of world.connector.readLeads({ mappings: world.mappings, ...from })) {
          for (const { objectId } of page.records) read.add(objectId);
          cursor = page.cursor;
        }
        isDone = true;
      } catch (error) {
        const { retry, retryAfterMs } = error as ConnectorError;
        assert.equal(retry, true, String(error));
        await pause(retryAfterMs);
      }
    return read.size;
  };

  it('gets at least 95 % of them answered through storms of each kind, and loses nothing', async () => {
    await world.connector.setUpScoreFields();
    const storms = (['limit', 'error', 'reset', 'silence', 'expired'] as const).map((fault, place) => ({
      ...{ from: 60 * (place + 1), lastMs: fault === 'silence' ? 20 : 3 * WINDOW_MS, fault },
    }));
    counter.storms = [...storms];
    for (let round = 0; counter.calls.length < 600; round += 1) {
      await writeAll(round % 100);
      assert.equal(await readAll(), CONTACTS);
    }
    assert.deepEqual(counter.storms, [], 'each storm came');
    const failed = counter.calls.filter(({ status }) => status < 200 || status > 299);
    assert.ok(failed.length >= storms.length, 'each storm was met');
    assert.ok(share() >= CERTIFIED_SHARE, `${failed.length} of ${counter.calls.length} failed`);
  });

  it('asks a portal that stays away for a request at a time, and after five rounds once for each', async () => {
    counter.fault = 'error';
    const askAll = () =>
      Promise.all(
        Array.from({ length: 4 }, () =>
          assert.rejects(world.connector.identify(), { code: 'ERR_CRM_UNAVAILABLE' }),
        ),
      );
    await askAll();
    const first = counter.calls.length;
    assert.ok(first < 4 * 5, `${first} calls`);
    await askAll();
    assert.equal(counter.calls.length, first + 4);
    counter.fault = undefined;
    await Promise.all(Array.from({ length: 4 }, () => world.connector.identify()));
    assert.equal(counter.calls.length, first + 8);
  });

  it('sends no token that was refused, nor anything once the grant has ended', async () => {
    await world.connector.identify();
    counter.fault = 'ended';
    for (let time = 0; time < 5; time += 1)
      await assert.rejects(world.connector.identify(), { code: 'ERR_CRM_AUTH_EXPIRED' });
    assert.equal(counter.calls.filter(({ status }) => status === 401).length, 1);
  });

  it('sends no token past its time', async () => {
    await world.connector.identify();
    const { tokens } = world.session;
    const former = await tokens();
    world.session.tokens = async () => {
      const now = await tokens();
      return now.accessToken === former.accessToken ? { ...now, expiresAt: Date.now() - 1 } : now;
    };
    await writeNothingBad();
    assert.ok(counter.calls.slice(1).every(({ token }) => token !== `Bearer ${former.accessToken}`));
    assert.equal(share(), 1);
  });
  const writeNothingBad = async () => {
    await world.connector.setUpScoreFields();
    await writeAll(7);
  };

  it('asks once for what HubSpot does not allow', async () => {
    const body = { status: 'error', category: 'MISSING_SCOPES', message: 'Not granted.' };
    await world.injectFault({ kind: 'answer', status: 403, path: '/account-info', body, times: 0 });
    await assert.rejects(world.connector.identify(), { code: 'ERR_CRM_FORBIDDEN', retry: false });
    assert.equal(counter.calls.length, 1);
  });
});
