import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { createServiceClient, refusalOf } from '../../src/service/service-client.ts';
import { type Answer, answerOnLoopback, type LoopbackService, problemAnswer } from './loopback-service.ts';

const TOKEN = 'a-session-token';
const open = (url: string, timeoutMs?: number) =>
  createServiceClient({ url: new URL(url), token: TOKEN, ...(timeoutMs && { timeoutMs }) });

describe('createServiceClient', () => {
  let service: LoopbackService | undefined;
  afterEach(async () => {
    await service?.close();
    service = undefined;
  });
  const failureOf = async (answer: Answer) => {
    service = await answerOnLoopback({ 'GET /v1/x': answer });
    const asking = open(service.url).get('/v1/x');
    return asking.then(
      () => assert.fail('it was no failure'),
      (error: Error) => error,
    );
  };

  it('sends the session, and what names the request', async () => {
    service = await answerOnLoopback({ 'POST /base/v1/x': { done: true } });
    const body = { username: 'aix@bank.example' };
    const answer = await open(`${service.url}/base/`).post('/v1/x', { body, requestKey: 'k-12345678' });
    assert.deepEqual(answer, { done: true });
    const [{ headers, body: sent } = assert.fail()] = service.asked;
    assert.equal(headers.authorization, `Bearer ${TOKEN}`);
    assert.equal(headers['idempotency-key'], 'k-12345678');
    assert.deepEqual(JSON.parse(sent), body);
  });

  it('says what the service said when it refuses, with its code', async () => {
    const error = await failureOf(problemAnswer(404, 'ERR_LEAD_NOT_FOUND', 'The record was not read yet'));
    assert.equal(error.message, 'The record was not read yet');
    assert.deepEqual(refusalOf(error), { status: 404, code: 'ERR_LEAD_NOT_FOUND' });
  });

  it('tells something else at that address from the service', async () => {
    for (const [status, text] of [
      [200, '<html>'],
      [502, '<html>Bad gateway'],
      [500, '{"error":1}'],
    ] as const) {
      const error = await failureOf({ status, type: 'text/html', text });
      assert.match(error.message, /is not the service/);
      assert.equal(error.name, 'ServiceUnreachable');
      await service?.close();
    }
    service = undefined;
  });

  it('follows no redirect, so that a session goes nowhere else', async () => {
    const error = await failureOf({ status: 302, type: 'text/html', text: '' });
    assert.match(error.message, /is not the service \(302/);
    assert.equal(service?.asked.length, 1);
  });

  it('says that nothing answers, or not in time', async () => {
    const gone = await answerOnLoopback({});
    await gone.close();
    await assert.rejects(open(gone.url).get('/v1/x'), /does not answer \(ECONNREFUSED\)/);
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    await assert.rejects(open(url, 50).get('/v1/x'), /does not answer \(no answer in 0.05 s\)/);
    silent.close();
  });

  it('lets no session travel unencrypted to another machine', () => {
    assert.throws(() => open('http://aix.example'), { name: 'InsecureService' });
    assert.throws(() => open('ftp://localhost'), { name: 'InsecureService' });
    for (const url of ['https://aix.example', 'http://localhost:4400', 'http://[::1]:4400']) open(url);
  });

  it('never says the session', async () => {
    const error = await failureOf(problemAnswer(401, 'ERR_UNAUTHENTICATED', 'The session has ended'));
    assert.ok(!JSON.stringify([error.message, error.stack, error]).includes(TOKEN));
  });
});
