import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { emailDigest } from '../../src/security/digests.ts';
import { createMailLinks } from '../../src/security/mail-links.ts';
import { eventually } from '../support/eventually.ts';
import { DATABASE_KIND } from '../support/test-database.ts';
import { ADA, BROWSER, type CollectingTenant, ORIGIN, withCollecting } from './collect-fixture.ts';
import { describedFetch } from './described-fetch.ts';

const TARGET = 'https://www.acme.example/offer?for=you#now';
const LONG_AGO = '2026-11-01T10:00:00Z';

describe(`links in e-mails on ${DATABASE_KIND}`, () => {
  let world: CollectingTenant;
  withCollecting(added => {
    world = added;
  });

  const post = (body: object, key = world.secretKey) =>
    describedFetch(`${world.service.url}/v1/mail-links`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', origin: ORIGIN },
      body: JSON.stringify(body),
    });
  const make = async (overrides: object = {}) => {
    const link = { email: ADA, message: 'autumn-offer', target: TARGET, sentAt: LONG_AGO, ...overrides };
    const { links } = (await (await post({ links: [link] })).json()) as {
      links: { clickUrl: string; openUrl: string }[];
    };
    return links[0]!;
  };
  const follow = (url: string, headers: Record<string, string> = {}) =>
    describedFetch(url, { redirect: 'manual', headers: { 'user-agent': BROWSER, ...headers } });
  const rows = <T extends object>(sql: string) =>
    world.inTenant(tenant => tenant.query<T>(sql, [world.tenantId]));
  const events = () =>
    rows<{ signal: string; lead_id: string; properties: object }>(
      'select signal, lead_id, properties from events where tenant_id = $1',
    );
  const filtered = () =>
    rows<{ reason: string; events: number }>(
      'select reason, events from filtered_events where tenant_id = $1',
    );

  it('lead to their target, and say once a minute who clicked', async () => {
    const { clickUrl } = await make();
    for (let click = 0; click < 3; click++) {
      const { status, headers } = await follow(clickUrl);
      assert.deepEqual([status, headers.get('location')], [302, TARGET]);
      assert.equal(headers.get('cache-control'), 'no-store');
    }
    await eventually(async () => (await events()).length > 0);
    const [event] = await events();
    assert.deepEqual(event, {
      signal: 'email_click',
      lead_id: world.lead,
      properties: { message: 'autumn-offer', to: 'www.acme.example/offer' },
    });
    assert.equal((await world.engagement())?.hasUnsigned, false);
  });

  it('come with a picture that says once that the e-mail was opened', async () => {
    const { openUrl } = await make();
    for (let opening = 0; opening < 3; opening++) {
      const response = await follow(openUrl);
      assert.deepEqual([response.status, response.headers.get('content-type')], [200, 'image/gif']);
    }
    await eventually(async () => (await events()).length > 0);
    assert.deepEqual(
      (await events()).map(({ signal }) => signal),
      ['email_open'],
    );
  });

  it('that were altered lead nowhere: 400', async () => {
    const { clickUrl, openUrl } = await make();
    const [text = '', signature = ''] = clickUrl.split('/').at(-1)!.split('.');
    const claims = JSON.parse(Buffer.from(text, 'base64url').toString()) as string[];
    const evil = Buffer.from(JSON.stringify([...claims.slice(0, 4), 'https://evil.example'])).toString(
      'base64url',
    );
    const base = `${world.service.url}/v1/r/`;
    for (const url of [
      `${base}${evil}.${signature}`,
      `${base}${text}.${signature.slice(0, -2)}AA`,
      `${base}${text}.`,
      `${base}${text}`,
      `${base}${clickUrl.split('/').at(-1)}.more`,
      base + encodeURIComponent('https://evil.example'),
      clickUrl.replace('/v1/r/', '/v1/o/'),
      openUrl.replace('/v1/o/', '/v1/r/').replace(/\.gif$/, ''),
    ]) {
      const response = await follow(url);
      assert.deepEqual([response.status, response.headers.get('location')], [400, null], url);
      assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/);
    }
    assert.deepEqual(await events(), []);
  });

  it('are never valid with another signature or key, whatever they say', () => {
    const [ours, theirs] = [createMailLinks(randomBytes(32)), createMailLinks(randomBytes(32))];
    fc.assert(
      fc.property(
        fc.webUrl(),
        fc.string(),
        fc.nat(),
        fc.nat({ max: 62 }),
        (target, message, sentAtMs, at) => {
          const claims = {
            tenantId: world.tenantId,
            emailDigest: emailDigest(ADA),
            message,
            sentAtMs,
            target,
          };
          const token = ours.make(claims);
          assert.deepEqual(ours.read(token), claims);
          assert.equal(theirs.read(token), undefined);
          const place = (at * 7) % token.length;
          const other = token[place] === 'x' ? 'y' : 'x';
          assert.equal(ours.read(token.slice(0, place) + other + token.slice(place + 1)), undefined);
        },
      ),
    );
  });

  const machines: [string, Record<string, string>, object][] = [
    ['Apple’s mail privacy', { 'user-agent': 'Mozilla/5.0' }, {}],
    [
      'Gmail’s image proxy',
      {
        'user-agent':
          'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
      },
      {},
    ],
    ['a program', { 'user-agent': 'python-requests/2.32' }, {}],
    ['a browser that loads ahead', { 'sec-purpose': 'prefetch;prerender' }, {}],
    ['a scanner within seconds of delivery', {}, { sentAt: undefined }],
  ];
  for (const [what, headers, overrides] of machines)
    it(`lead ${what} on, count for nobody, and are counted`, async () => {
      const { clickUrl, openUrl } = await make(overrides);
      assert.equal((await follow(clickUrl, headers)).status, 302);
      assert.equal((await follow(openUrl, headers)).status, 200);
      await eventually(async () => (await filtered()).length === 2);
      assert.deepEqual(
        new Set((await filtered()).map(({ reason }) => reason)),
        new Set(['machine_click', 'machine_open']),
      );
      assert.deepEqual(await events(), []);
    });

  it('lead on while nothing can be stored', async () => {
    const { clickUrl } = await make();
    const { database } = world.service.context;
    await database.query('alter table events rename to events_gone');
    assert.equal((await follow(clickUrl)).status, 302);
    await database.query('alter table events_gone rename to events');
  });

  it('are made only with a secret key', async () => {
    const body = { links: [{ email: ADA, message: 'x' }] };
    assert.equal((await post(body, world.publicKey)).status, 403);
    assert.equal((await post(body, 'aix_sk_guessed')).status, 401);
  });

  for (const [what, link] of [
    ['a script for a target', { target: 'javascript:alert(1)' }],
    ['a target that is no address', { target: '/offer' }],
    ['a password in its target', { target: 'https://a:b@acme.example/' }],
    ['no reader', { email: undefined }],
    ['two readers', { emailSha256: emailDigest(ADA) }],
    ['a role’s address', { email: 'info@acme.example' }],
    ['no message', { message: '' }],
    ['a time that is none', { sentAt: 'soon' }],
  ] as const)
    it(`cannot be made with ${what}: 400`, async () => {
      const given = { email: ADA, message: 'autumn-offer', target: TARGET, ...link };
      const response = await post({ links: [given] });
      assert.equal(response.status, 400);
      assert.match(((await response.json()) as { detail: string }).detail, /links\.0/);
    });
});
