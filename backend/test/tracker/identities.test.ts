import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { SignJWT } from 'jose';
import { emailDigest } from '../../src/security/digests.ts';
import { writeKeyHash } from '../../src/security/write-keys.ts';
import { ADA } from '../http/collect-fixture.ts';
import { eventually } from '../support/eventually.ts';
import type { Visit } from './customer-site.ts';
import { setUpVisits } from './visits.ts';

const GUIDE = new URL('../../../docs/tracking.md', import.meta.url);

/** The guide's own program for customers' servers. */
async function signedIdentityOfGuide(): Promise<
  (visitorId: string, email: string, secretKey: string) => { emailSha256: string; signature: string }
> {
  const programs = readFileSync(GUIDE, 'utf8').matchAll(/```js\n([\s\S]*?)```/g);
  const [program] = [...programs].flatMap(([, text = '']) => (text.includes('signedIdentity') ? [text] : []));
  return (await import(`data:text/javascript,${encodeURIComponent(program!)}`)).signedIdentity;
}

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

  /** Resolves with the reasons of the next answer to an identity that holds this. */
  const refusals = async ({ page }: Visit, part: string): Promise<string[]> => {
    const answer = await page.waitForResponse(
      response => response.request().postData()?.includes(part) ?? false,
    );
    const { rejected } = await answer.json();
    return rejected.map(({ reason }: { reason: string }) => reason);
  };

  it('once a day, however many pages say so, and whatever is refused beside it', async () => {
    const here = await agreed('/');
    const sent: string[] = [];
    here.context.on('request', request => sent.push(request.postData() ?? ''));
    const answered = refusals(here, '"token"');
    for (const path of ['/a', '/b']) {
      await here.open(path);
      await here.say('consent', true);
      await here.say('track', 'No signal');
      await here.say('identify', await tokenOf(here.tenant.secretKey));
      await answered;
      await eventually(() => here.page.evaluate(() => localStorage.getItem('aix.i') !== null));
    }
    await here.until(3);
    assert.equal(sent.filter(body => body.includes('"token"')).length, 1);
  });

  it('by the next token, where one was refused', async () => {
    const here = await agreed('/pricing');
    const refused = refusals(here, '"token"');
    await here.say('identify', await tokenOf(here.tenant.secretKey, '-2m'));
    assert.match((await refused).join(), /^token has expired/);
    await here.open('/docs');
    await here.say('consent', true);
    await here.say('identify', await tokenOf(here.tenant.secretKey));
    await eventually(async () => (await here.events())[0]?.lead_id === here.tenant.lead);
  });

  it('again, where the visitor withdraws and agrees once more on the same page', async () => {
    const here = await visit();
    await here.open('/pricing');
    await here.say('identify', await tokenOf(here.tenant.secretKey));
    await here.say('consent', true);
    await eventually(async () => (await here.events())[0]?.lead_id === here.tenant.lead);
    await here.say('consent', false);
    await here.say('consent', true);
    await eventually(async () => {
      const visitors = (await here.events()).filter(event => event.lead_id === here.tenant.lead);
      return new Set(visitors.map(event => event.subject)).size === 2;
    });
  });

  it('by a keyed hash of the customer’s server, for each visitor’s id that the page asks for', async () => {
    const here = await visit();
    const signedIdentity = await signedIdentityOfGuide();
    await here.page.exposeFunction('askServer', (visitorId: string) =>
      signedIdentity(visitorId, ADA, here.tenant.secretKey),
    );
    await here.open('/pricing');
    await here.page.evaluate(`aix('visitor', async id => aix('identify', await askServer(id)))`);
    const isAdas = async (count: number) =>
      (await here.events()).filter(event => event.lead_id === here.tenant.lead).length === count;
    await here.say('consent', true);
    await eventually(() => isAdas(1));
    assert.equal((await here.tenant.engagement())?.hasUnsigned, false);
    await here.say('consent', false);
    await here.say('consent', true);
    await eventually(() => isAdas(2));
  });

  it('by no keyed hash that was made for another visitor', async () => {
    const here = await agreed('/pricing');
    const refused = refusals(here, '"signature"');
    const signedIdentity = await signedIdentityOfGuide();
    await here.say('identify', signedIdentity('another', ADA, here.tenant.secretKey));
    assert.match((await refused).join(), /^signature is not/);
    assert.equal((await here.until(1))[0]?.lead_id, null);
  });

  for (const [what, make] of [
    ['forged', () => tokenOf('aix_sk_guessed')],
    ['expired', (key: string) => tokenOf(key, '-2m')],
    ['good for too long', (key: string) => tokenOf(key, '3d')],
    ['no token', async () => 'eyJhbGciOiJub25lIn0.e30.'],
  ] as const)
    it(`ties nobody by one that is ${what}`, async () => {
      const here = await agreed('/pricing');
      const refused = refusals(here, '"token"');
      await here.say('identify', await make(here.tenant.secretKey));
      assert.match((await refused).join(), /^token /);
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
