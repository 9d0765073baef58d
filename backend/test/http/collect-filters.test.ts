import assert from 'node:assert/strict';
import { DATABASE_KIND } from '../support/test-database.ts';
import { ADA, BROWSER, type CollectingTenant, makeEvent, ORIGIN, withCollecting } from './collect-fixture.ts';
import { describedFetch } from './described-fetch.ts';

describe(`visits that do not count on ${DATABASE_KIND}`, function () {
  this.timeout(30_000);
  let world: CollectingTenant;
  withCollecting(added => {
    world = added;
  });

  const visit = { email: undefined, visitorId: 'v1' };
  const fromPage = (userAgent: string, body: object = { events: [makeEvent(visit), makeEvent(visit)] }) =>
    world.send(world.publicKey, JSON.stringify(body), { origin: ORIGIN, 'user-agent': userAgent });
  const ask = async (method: string, body?: object) =>
    describedFetch(`${world.service.url}/v1/traffic`, {
      method,
      headers: {
        authorization: `Bearer ${await world.service.sessionToken(world.tenantId)}`,
        'content-type': 'application/json',
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  const counts = async () =>
    ((await (await ask('GET')).json()) as { filtered: { reason: string; events: number }[] }).filtered.map(
      ({ reason, events }) => [reason, events],
    );
  const stored = async () =>
    (await world.inTenant(sql => sql.query('select from events where tenant_id = $1', [world.tenantId])))
      .length;

  it('are none of a person’s browser', async () => {
    assert.deepEqual((await fromPage(BROWSER)).body, { accepted: 2, filtered: 0, rejected: [] });
    assert.deepEqual([await stored(), await counts()], [2, []]);
  });

  for (const name of [
    'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    'curl/8.5.0',
    '',
  ])
    it(`are those of a program: ${name || 'one without a name'}`, async () => {
      assert.deepEqual((await fromPage(name)).body, { accepted: 0, filtered: 2, rejected: [] });
      assert.deepEqual([await stored(), await counts()], [0, [['bot', 2]]]);
    });

  it('are those of a browser that a program drives', async () => {
    await fromPage(BROWSER, { webdriver: true, events: [makeEvent(visit)] });
    await fromPage(BROWSER, { webdriver: true, events: [makeEvent(visit)] });
    assert.deepEqual([await stored(), await counts()], [0, [['automation', 2]]]);
    const metrics = await (await fetch(`${world.service.url}/metrics`)).text();
    assert.match(metrics, /aix_events_filtered_total\{reason="automation"\} [1-9]/);
  });

  it('are those from the tenant’s own networks', async () => {
    assert.equal((await ask('PUT', { domains: [], networks: ['127.0.0.0/8', '::1/128'] })).status, 200);
    await fromPage(BROWSER);
    assert.deepEqual([await stored(), await counts()], [0, [['own_network', 2]]]);
  });

  it('are those of people whose address is the tenant’s own, in every browser that they were recognised in', async () => {
    await ask('PUT', { domains: ['ACME.example'], networks: [] });
    await world.collect({ identities: [{ visitorId: 'v1', email: 'eve@sales.acme.example' }] });
    const answers = [
      await fromPage(BROWSER),
      await world.collect({ events: [makeEvent({ email: 'eve@acme.example' })] }),
    ];
    assert.deepEqual(
      answers.map(({ body }) => body),
      [
        { accepted: 0, filtered: 2, rejected: [] },
        { accepted: 0, filtered: 1, rejected: [] },
      ],
    );
    assert.deepEqual([await stored(), await counts()], [0, [['own_people', 3]]]);
  });

  it('are none of a server, which is a program by right', async () => {
    const { body } = await world.send(world.secretKey, JSON.stringify({ events: [makeEvent()] }), {
      'user-agent': 'node',
    });
    assert.deepEqual(body, { accepted: 1, filtered: 0, rejected: [] });
  });

  for (const [what, own] of [
    ['a domain that is none', { domains: [ADA], networks: [] }],
    ['a network that is none', { domains: [], networks: ['10.0.0.1'] }],
    ['a network longer than an address', { domains: [], networks: ['10.0.0.0/33'] }],
  ] as const)
    it(`cannot be said by ${what}: 400`, async () => {
      assert.equal((await ask('PUT', own)).status, 400);
    });
});
