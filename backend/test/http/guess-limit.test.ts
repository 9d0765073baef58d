import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AccessError } from '@aix/shared-scoring';
import express from 'express';
import { pino } from 'pino';
import { createGuessLimit } from '../../src/http/guess-limit.ts';
import { answerProblem } from '../../src/http/problem.ts';
import { DATABASE_KIND } from '../support/test-database.ts';
import { assertProblem } from './assert-problem.ts';
import { type CollectingService, startCollecting } from './collect-fixture.ts';
import { describedFetch } from './described-fetch.ts';

describe('createGuessLimit', () => {
  let server: Server;
  let url: string;
  /** Requests that wait at the door, and what opens it. */
  let waiting: (() => void)[];
  beforeEach(async () => {
    waiting = [];
    const limit = createGuessLimit('writeKeys');
    const app = express();
    const wait = limit(() => new Promise(resolve => waiting.push(resolve)));
    const refuse = limit(async () => {
      throw new AccessError('ERR_UNAUTHENTICATED', 'Nobody comes in here');
    });
    app.get('/waiting', wait, (_request, response) => void response.sendStatus(204));
    app.get('/refused', refuse);
    app.use(answerProblem(pino({ level: 'silent' })));
    server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });
  const statusOf = async (path: string) => (await fetch(`${url}${path}`)).status;

  it('answers 429 to an address after a hundred refusals, whatever it asks for then', async () => {
    const refused = await Promise.all(Array.from({ length: 100 }, () => statusOf('/refused')));
    assert.deepEqual(new Set(refused), new Set([401]));
    assert.equal(await statusOf('/refused'), 429);
    assert.equal(await statusOf('/waiting'), 429);
  });

  it('lets any number of requests wait that are not refused', async () => {
    const asked = Array.from({ length: 150 }, () => statusOf('/waiting'));
    while (waiting.length < asked.length) await new Promise(setImmediate);
    for (const open of waiting) open();
    assert.deepEqual(new Set(await Promise.all(asked)), new Set([204]));
  });
});

describe(`whoever sends with a write key, on ${DATABASE_KIND}`, () => {
  let service: CollectingService;
  before(async () => {
    service = await startCollecting();
  });
  after(() => service.close());

  for (const path of ['/v1/collect', '/v1/mail-links'])
    it(`is told by ${path} what keeps a valid key out, and what to do, without a word of sessions`, async () => {
      const { secretKey } = await service.addTenant();
      const send = (key: string) =>
        describedFetch(service.service.url + path, {
          method: 'POST',
          headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
          body: '{}',
        });
      for (let refused = 0; refused < 100; refused++) assert.equal((await send('guess')).status, 401);
      assert.equal(
        await assertProblem(await send(secretKey), 429, 'ERR_TOO_MANY_REQUESTS'),
        'Too many requests from this address had no valid write key: wait a minute, then send this one again with a valid key',
      );
    });
});
