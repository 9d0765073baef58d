import assert from 'node:assert/strict';
import { SignJWT } from 'jose';
import { emailDigest } from '../../src/security/digests.ts';
import { writeKeyHash } from '../../src/security/write-keys.ts';
import { ADA } from '../http/collect-fixture.ts';
import { eventually } from '../support/eventually.ts';
import { setUpVisits } from './visits.ts';

describe('the tracker says who the visitor is', function () {
  this.timeout(60_000);
  const { visit, agreed } = setUpVisits();

  const tokenOf = (secretKey: string, exp = '1h', sub = emailDigest(ADA)) =>
    new SignJWT({ sub })
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime(exp)
      .sign(new TextEncoder().encode(writeKeyHash(secretKey)));

  it('by a token of the customer’s server, which may be given before the visitor agrees', async () => {
    const here = await visit();
    await here.open('/pricing');
    await here.say('identify', await tokenOf(here.tenant.secretKey));
    assert.deepEqual(here.requests, []);
    await here.say('consent', true);
    await eventually(async () => (await here.events())[0]?.lead_id === here.tenant.lead);
    assert.equal((await here.tenant.engagement())?.hasUnsigned, false);
  });

  it('once a day, however many pages say so', async () => {
    const here = await agreed('/');
    const sent: string[] = [];
    here.context.on('request', request => sent.push(request.postData() ?? ''));
    for (const path of ['/a', '/b']) {
      await here.open(path);
      await here.say('consent', true);
      await here.say('identify', await tokenOf(here.tenant.secretKey));
    }
    await here.until(3);
    assert.equal(sent.filter(body => body.includes('"token"')).length, 1);
  });

  for (const [what, make] of [
    ['forged', () => tokenOf('aix_sk_guessed')],
    ['expired', (key: string) => tokenOf(key, '-2m')],
    ['good for too long', (key: string) => tokenOf(key, '3d')],
    ['no token', async () => 'eyJhbGciOiJub25lIn0.e30.'],
  ] as const)
    it(`ties nobody by one that is ${what}`, async () => {
      const here = await agreed('/pricing');
      const answer = here.page.waitForResponse(
        response => response.request().postData()?.includes('"token"') ?? false,
      );
      await here.say('identify', await make(here.tenant.secretKey));
      assert.match((await (await answer).json()).rejected[0].reason, /^token /);
      assert.deepEqual(
        (await here.until(1)).map(event => event.lead_id),
        [null],
      );
    });

  it('by a mere digest: what it brings is kept apart', async () => {
    const here = await agreed('/pricing');
    await here.say('identify', { emailSha256: emailDigest(ADA) });
    await eventually(async () => (await here.tenant.engagement()) !== undefined);
    assert.deepEqual((await here.tenant.engagement())?.signedState, { counters: {} });
  });

  it('to the page, which may tell its server', async () => {
    const here = await agreed('/');
    const visitorId = await here.page.evaluate(
      () =>
        new Promise(resolve =>
          (globalThis as unknown as { aix(...all: unknown[]): void }).aix('visitor', resolve),
        ),
    );
    assert.match(String(visitorId), /^[a-z0-9]{15,28}$/);
  });
});
