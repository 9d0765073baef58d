import assert from 'node:assert/strict';
import { Webhook } from 'standardwebhooks';
import { AddressRefused, createOutside, isPublicAddress } from '../../src/security/outside.ts';
import { createWebhookSecret, webhookHeaders } from '../../src/security/webhook-signatures.ts';
import { openReceiver, type Receiver } from '../support/receiver.ts';

const MESSAGE = { headers: {}, body: '{}' };

describe('the way outside', () => {
  const outside = createOutside({ allowPrivate: false });

  for (const address of ['93.184.215.14', '2606:4700:4700::1111'])
    it(`takes ${address} for public`, () => assert.equal(isPublicAddress(address), true));

  for (const address of [
    ...['127.0.0.1', '10.1.2.3', '172.31.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0'],
    ...['224.0.0.1', '255.255.255.255', '::1', '::', 'fe80::1', 'fd00::1', 'ff02::1', '::ffff:127.0.0.1'],
    ...['64:ff9b::7f00:1', '2002:7f00:1::', 'no address'],
  ])
    it(`refuses ${address}`, () => assert.equal(isPublicAddress(address), false));

  for (const url of [
    ...[
      'https://127.0.0.1/',
      'https://2130706433/',
      'https://0x7f.1/',
      'https://[::1]/',
      'https://[::ffff:127.0.0.1]/',
      'https://localhost/',
      'https://localhost.:8443/',
      'https://api.LOCALHOST/',
    ],
    ...['http://example.com/', 'ftp://example.com/', 'https://ada:pw@example.com/', 'no url', ''],
  ])
    it(`sends nothing to ${JSON.stringify(url)}`, async () => {
      assert.throws(() => outside.requireUrl(url), AddressRefused);
      await assert.rejects(outside.post(url, MESSAGE), AddressRefused);
    });

  it('checks what a name leads to when it connects, so a name that leads home is refused', async () => {
    const home = createOutside({
      allowPrivate: false,
      lookup: (_name, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
    });
    // The name passes the first check: it is no number.
    assert.equal(home.requireUrl('https://home.example:1/').hostname, 'home.example');
    await assert.rejects(home.post('https://home.example:1/', MESSAGE), AddressRefused);
  });

  describe('where private addresses are allowed', () => {
    const now = () => new Date('2026-11-22T10:00:00Z');
    const home = createOutside({ allowPrivate: true, now });
    let receiver: Receiver;
    before(async () => {
      receiver = await openReceiver();
    });
    after(() => receiver.close());

    it('follows no redirect', async () => {
      receiver.answer = () => ({ status: 302, headers: { location: receiver.url } });
      assert.equal((await home.post(receiver.url, MESSAGE)).status, 302);
      assert.equal(receiver.received.length, 1);
    });

    it('tells how long a receiver asks to wait', async () => {
      receiver.answer = () => ({ status: 429, headers: { 'retry-after': '7' } });
      const answer = await home.post(receiver.url, MESSAGE);
      assert.deepEqual(answer, { status: 429, retryAfterSeconds: 7 });
    });

    for (const [date, seconds] of [
      ['Sun, 22 Nov 2026 10:05:00 GMT', 300],
      ['Sunday, 22-Nov-26 10:05:00 GMT', 300],
      ['Sun, 22 Nov 2026 09:59:00 GMT', undefined],
      ['-5', undefined],
      ['soon', undefined],
    ] as const)
      it(`reads that it may come again ${date}`, async () => {
        receiver.answer = () => ({ status: 503, headers: { 'retry-after': date } });
        const answer = await home.post(receiver.url, MESSAGE);
        assert.deepEqual(answer, { status: 503, retryAfterSeconds: seconds });
      });
  });
});

describe('webhook signatures', () => {
  const secret = createWebhookSecret();
  const body = '{"type":"lead.crossed","data":{"name":"Ümit"}}';
  let headers: ReturnType<typeof webhookHeaders>;
  // The library takes no stamp of five minutes ago, when this file was perhaps read.
  beforeEach(() => {
    headers = webhookHeaders(secret, { id: 'msg_1', at: new Date(), body });
  });

  it('are taken by the specification’s own library', () => {
    assert.deepEqual(new Webhook(secret).verify(body, headers), JSON.parse(body));
  });

  it('are refused for another body, another secret, another id or another time', () => {
    const { verify } = Webhook.prototype;
    const refuse = (given: string, sent: Record<string, string>, key = secret) =>
      assert.throws(() => verify.call(new Webhook(key), given, sent));
    refuse(`${body} `, headers);
    refuse(body, headers, createWebhookSecret());
    refuse(body, { ...headers, 'webhook-id': 'msg_2' });
    refuse(body, { ...headers, 'webhook-timestamp': String(Number(headers['webhook-timestamp']) - 1) });
    refuse(body, webhookHeaders(secret, { id: 'msg_1', at: new Date(Date.now() - 3_600_000), body }));
  });
});
