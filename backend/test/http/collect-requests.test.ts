import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { gzipSync } from 'node:zlib';
import { writeKeyHash } from '../../src/security/write-keys.ts';
import { endWriteKey } from '../../src/use-cases/engagement/write-keys.ts';
import { DATABASE_KIND } from '../support/test-database.ts';
import { type CollectingTenant, makeEvent, ORIGIN, withCollecting } from './collect-fixture.ts';
import { describedFetch } from './described-fetch.ts';

describe(`requests of POST /v1/collect on ${DATABASE_KIND}`, () => {
  let world: CollectingTenant;
  withCollecting(added => {
    world = added;
  });

  describe('keys', () => {
    const body = JSON.stringify({ events: [makeEvent({ email: undefined, visitorId: 'v1' })] });

    it('are required, known and not revoked: 401', async () => {
      for (const key of [undefined, 'guessed', 'aix_sk_guessed']) {
        const answer = await world.send(key, body);
        assert.deepEqual([answer.status, answer.body.code], [401, 'ERR_UNAUTHENTICATED']);
      }
    });

    it('end when they are revoked', async () => {
      const [row] = await world.inTenant(tenant =>
        tenant.query<{ key_id: string }>(
          'select key_id from write_keys where tenant_id = $1 and key_hash = $2',
          [world.tenantId, writeKeyHash(world.secretKey)],
        ),
      );
      await endWriteKey(world.service.context, world.tenantId, row!.key_id);
      assert.equal((await world.send(world.secretKey, body)).status, 401);
    });

    it('that are public work only from allowed origins: 403', async () => {
      for (const origin of [undefined, 'https://evil.example', `${ORIGIN}.evil.example`, 'null']) {
        const answer = await world.send(world.publicKey, body, origin === undefined ? {} : { origin });
        assert.deepEqual([answer.status, answer.body.code], [403, 'ERR_FORBIDDEN']);
        assert.equal(answer.headers.get('access-control-allow-origin'), null);
      }
      const answer = await world.send(world.publicKey, body, { origin: ORIGIN });
      assert.equal(answer.status, 202);
      assert.equal(answer.headers.get('access-control-allow-origin'), ORIGIN);
    });

    it('that are public may stand in the address, for senders without headers; secret ones may not', async () => {
      const post = (key: string) =>
        describedFetch(`${world.service.url}/v1/collect?writeKey=${key}`, {
          method: 'POST',
          body,
          headers: { origin: ORIGIN },
        });
      assert.equal((await post(world.publicKey)).status, 202);
      assert.equal((await post(world.secretKey)).status, 401);
    });

    it('that are public name leads only by visitor', async () => {
      const answer = await world.send(world.publicKey, JSON.stringify({ events: [makeEvent()] }), {
        origin: ORIGIN,
      });
      assert.match(answer.body.rejected[0]!.reason, /^a public key names a lead only by visitorId/);
    });

    it('let browsers ask before they send', async () => {
      const response = await fetch(`${world.service.url}/v1/collect`, {
        method: 'OPTIONS',
        headers: { origin: ORIGIN },
      });
      assert.equal(response.status, 204);
      assert.equal(response.headers.get('access-control-allow-methods'), 'POST');
      assert.match(response.headers.get('access-control-allow-headers') ?? '', /authorization/);
    });
  });

  describe('bodies', () => {
    const tooLarge = `{"events":[],"padding":"${'x'.repeat(1_100_000)}"}`;
    const refused: [string, string | Buffer, Record<string, string>, number][] = [
      ['that are no JSON', '{"events":', {}, 400],
      ['that are empty', '', {}, 400],
      ['that are a list', '[]', {}, 400],
      ['without items', '{}', {}, 400],
      ['whose events are no list', '{"events":{}}', {}, 400],
      ['whose time of sending is none', '{"sentAt":"soon","events":[{}]}', {}, 400],
      ['of ten megabytes', 'x'.repeat(10_000_000), {}, 413],
      ['larger than allowed', tooLarge, {}, 413],
      ['that grow beyond that', gzipSync(tooLarge), { 'content-encoding': 'gzip' }, 413],
      ['that are a bomb', gzipSync(Buffer.alloc(100_000_000, 32)), { 'content-encoding': 'gzip' }, 413],
      ['that are not compressed as they say', 'plain', { 'content-encoding': 'gzip' }, 400],
      ['with 501 events', JSON.stringify({ events: Array(501).fill({}) }), {}, 413],
    ];
    for (const [what, body, headers, status] of refused)
      it(`${what} are refused: ${status}`, async () => {
        const answer = await world.send(world.secretKey, body, headers);
        assert.equal(answer.status, status);
        assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/);
        assert.match(answer.body.code, /^ERR_INPUT_(INVALID|TOO_LARGE)$/);
      });

    it('may be compressed', async () => {
      const body = gzipSync(JSON.stringify({ events: [makeEvent()] }));
      const answer = await world.send(world.secretKey, body, { 'content-encoding': 'gzip' });
      assert.deepEqual([answer.status, answer.body.accepted], [202, 1]);
    });

    it('of endless depth do no harm', async () => {
      for (const inner of [
        '['.repeat(200_000) + ']'.repeat(200_000),
        '{"a":'.repeat(100_000) + 1 + '}'.repeat(100_000),
      ])
        for (const body of [
          `{"events":${inner}}`,
          `{"events":[${inner}]}`,
          `{"events":[{"id":"1","properties":${inner}}]}`,
        ]) {
          const { status } = await world.send(world.secretKey, body);
          assert.ok(status === 202 || status === 400, String(status));
        }
      assert.equal((await world.collect({ events: [makeEvent()] })).body.accepted, 1);
    });

    it('that are slow do not count as guesses, however many come at once', async () => {
      const { port } = new URL(world.service.url);
      const slow = Array.from({ length: 120 }, () => createConnection(Number(port), '127.0.0.1'));
      for (const socket of slow)
        socket.write(
          `POST /v1/collect HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${world.secretKey}\r\nContent-Length: 9\r\n\r\n`,
        );
      // The 120 heads are read before the next one arrives.
      await Promise.all(slow.map(socket => once(socket, 'connect')));
      const { status } = await world.collect({ events: [makeEvent()] });
      for (const socket of slow) socket.destroy();
      assert.equal(status, 202);
    });

    it('that never end are not waited for', async () => {
      const { port } = new URL(world.service.url);
      const socket = createConnection(Number(port), '127.0.0.1');
      const answered = new Promise<string>(resolve => {
        socket.once('data', data => resolve(String(data)));
      });
      socket.write('POST /v1/collect HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n');
      const answer = await answered;
      socket.destroy();
      assert.match(answer, /^HTTP\/1\.1 408 /);
    });
  });
});
