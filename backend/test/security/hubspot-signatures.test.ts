import assert from 'node:assert/strict';
import { Signature } from '@hubspot/api-client';
import fc from 'fast-check';
import { isV2Right, refusalOfV3, type SignedRequest } from '../../src/security/hubspot-signatures.ts';

const SECRET = 'yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy';
const NOW = new Date('2026-11-27T10:00:00Z');
const CARD = 'https://api.aix.example/v1/connections/own/records/contact/7/card';

/** A request as HubSpot's own client signs it. */
function signedByHubspot(
  { method = 'GET', url = CARD, body = '' },
  { secret = SECRET, at = NOW.getTime() } = {},
): SignedRequest {
  const signature = Signature.getSignature(method, 'v3', {
    ...{ url, requestBody: body, timestamp: at },
    ...{ clientSecret: secret, signature: '' },
  });
  return { method, url, body: Buffer.from(body), signature, timestamp: String(at) };
}

const refusalOf = (request: SignedRequest, secrets = [SECRET]) => refusalOfV3(request, { secrets, now: NOW });

describe('refusalOfV3', () => {
  it('takes what HubSpot’s own client signs, with a body and without', () => {
    assert.equal(refusalOf(signedByHubspot({})), undefined);
    assert.equal(
      refusalOf(signedByHubspot({ method: 'POST', body: '{"isRight":true,"note":"Zoë"}' })),
      undefined,
    );
  });

  it('takes an empty body as an empty text, not as an empty object', () => {
    const asObject = { ...signedByHubspot({ body: '{}' }), body: Buffer.alloc(0) };
    assert.equal(refusalOf(asObject), 'signature');
  });

  const listed = { ':': '3A', '/': '2F', '?': '3F', '@': '40', '!': '21', $: '24' } as const;
  const others = { "'": '27', '(': '28', ')': '29', '*': '2A', ',': '2C', ';': '3B' } as const;
  for (const [character, code] of Object.entries({ ...listed, ...others }))
    it(`decodes %${code} in the query, in either case`, () => {
      const signed = signedByHubspot({ url: `${CARD}?userEmail=a${character}b` });
      for (const sent of [code, code.toLowerCase()])
        assert.equal(refusalOf({ ...signed, url: `${CARD}?userEmail=a%${sent}b` }), undefined);
    });

  it('decodes no other character, and nothing twice', () => {
    for (const [plain, encoded] of [
      ['a b', 'a%20b'],
      ['a&b', 'a%26b'],
      ['a=b', 'a%3Db'],
      ['a%b', 'a%25b'],
      ['a%40b', 'a%2540b'],
      ['a#b', 'a%23b'],
    ])
      assert.equal(
        refusalOf({ ...signedByHubspot({ url: `${CARD}?n=${plain}` }), url: `${CARD}?n=${encoded}` }),
        'signature',
      );
    assert.equal(refusalOf(signedByHubspot({ url: `${CARD}?n=a%20b` })), undefined);
  });

  it('refuses an encoded slash or question mark in the path, which would lead elsewhere', () => {
    const signed = signedByHubspot({ url: `${CARD}?portalId=7` });
    assert.equal(refusalOf({ ...signed, url: `${CARD}%3FportalId=7` }), 'malformed');
    assert.equal(refusalOf({ ...signed, url: signed.url.replace('/card', '%2fcard') }), 'malformed');
  });

  it('holds for five minutes, before and after', () => {
    const minutes = (count: number, ms = 0) => NOW.getTime() + count * 60_000 + ms;
    const at = (time: number) => refusalOf(signedByHubspot({}, { at: time }));
    assert.deepEqual([at(minutes(-5)), at(minutes(5))], [undefined, undefined]);
    assert.deepEqual([at(minutes(-5, -1)), at(minutes(5, 1))], ['expired', 'expired']);
  });

  it('tells a forged request from a late one: only what is signed can be late', () => {
    const late = signedByHubspot({}, { at: 0, secret: 'another' });
    assert.equal(refusalOf(late), 'signature');
  });

  it('refuses timestamps that are none', () => {
    for (const timestamp of [undefined, '', 'now', '-1', '1e9', '17324', '9'.repeat(400)])
      assert.ok(refusalOf({ ...signedByHubspot({}), timestamp }), String(timestamp));
  });

  it('refuses a signature that is absent, cut, lengthened or encoded differently', () => {
    const signed = signedByHubspot({});
    const { signature = '' } = signed;
    for (const other of [
      undefined,
      '',
      signature.slice(1),
      `${signature}=`,
      signature.replace('=', ''),
      ` ${signature}`,
    ])
      assert.ok(refusalOf({ ...signed, signature: other }), String(other));
  });

  it('takes either secret while it is rotated, and neither afterwards', () => {
    const signed = signedByHubspot({}, { secret: 'former' });
    assert.equal(refusalOf(signed, ['new', 'former']), undefined);
    assert.equal(refusalOf(signed, ['new']), 'signature');
    assert.equal(refusalOf(signed, []), 'signature');
  });

  const words = fc.string({ unit: 'grapheme', maxLength: 40 });
  const aRequest = fc.record({
    method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH'),
    query: fc.array(fc.tuple(words, words), { maxLength: 5 }),
    body: fc.string({ unit: 'binary', maxLength: 200 }),
  });
  // HubSpot encodes the address as it is sent, and signs it with the listed characters decoded.
  const signedUrl = (query: [string, string][]) =>
    `${CARD}?${query.map(pair => pair.map(encodeURIComponent).join('=')).join('&')}`;
  const decoded = (url: string) =>
    url.replace(/%(3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/g, each => decodeURIComponent(each));

  it('takes every request that HubSpot signs, whatever is in its query and body', () => {
    fc.assert(
      fc.property(aRequest, ({ method, query, body }) => {
        const url = signedUrl(query);
        const signed = { ...signedByHubspot({ method, url: decoded(url), body }), url };
        assert.equal(refusalOf(signed), undefined);
      }),
    );
  });

  it('refuses it once one byte of method, address, body, time or signature is another', () => {
    fc.assert(
      fc.property(
        aRequest,
        fc.nat(),
        fc.constantFrom('method', 'url', 'body', 'timestamp', 'signature'),
        (request, at, part) => {
          const url = signedUrl(request.query);
          const signed = { ...signedByHubspot({ ...request, url: decoded(url) }), url };
          const text = signed[part as 'url']?.toString() || 'x';
          const place = at % text.length;
          const other = text[place] === '7' ? '8' : '7';
          const changed = text.slice(0, place) + other + text.slice(place + 1);
          const forged = { ...signed, [part]: part === 'body' ? Buffer.from(changed) : changed };
          assert.ok(refusalOf(forged) !== undefined);
        },
      ),
    );
  });
});

describe('isV2Right', () => {
  const url = 'https://www.example.com/webhook_uri';
  // As HubSpot publishes them, with this secret and this address.
  const published = [
    {
      method: 'GET',
      body: '',
      signature: 'eee2dddcc73c94d699f5e395f4b9d454a069a6855fbfa152e91e88823087200e',
    },
    {
      method: 'POST',
      body: '{"example_field":"example_value"}',
      signature: '9569219f8ba981ffa6f6f16aa0f48637d35d728c7e4d93d0d52efaa512af7900',
    },
  ];
  for (const { method, body, signature } of published)
    it(`takes HubSpot’s published example of a ${method}`, () => {
      assert.equal(isV2Right({ method, url, body: Buffer.from(body) }, signature, [SECRET]), true);
    });

  it('refuses another method, address, body or secret', () => {
    const [, { signature, body } = { signature: '', body: '' }] = published;
    const right = { method: 'POST', url, body: Buffer.from(body) };
    for (const wrong of [
      { ...right, method: 'PUT' },
      { ...right, url: `${url}/` },
      { ...right, body: Buffer.from(`${body} `) },
    ])
      assert.equal(isV2Right(wrong, signature, [SECRET]), false);
    assert.equal(isV2Right(right, signature, ['another']), false);
    assert.equal(isV2Right(right, signature.toUpperCase(), [SECRET]), false);
  });
});
