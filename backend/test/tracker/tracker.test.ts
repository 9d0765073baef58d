import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { SignJWT } from 'jose';
import type { Browser } from 'playwright-core';
import { AS_A_PERSON, openBrowser } from '../../../local-stack/test/hosts/open-browser.ts';
import { buildTracker } from '../../scripts/build-tracker.ts';
import { emailDigest } from '../../src/security/digests.ts';
import { writeKeyHash } from '../../src/security/write-keys.ts';
import { ADA, type CollectingService, startCollecting } from '../http/collect-fixture.ts';
import { eventually } from '../support/eventually.ts';
import { type CustomerSite, serveSite, startVisit, type Visit, type VisitOptions } from './customer-site.ts';

const HOUR_MS = 3_600_000;

describe('the tracker', function () {
  this.timeout(60_000);
  let collecting: CollectingService;
  let browser: Browser;
  let site: CustomerSite;
  let shown = '';
  const visits: Visit[] = [];
  before(async () => {
    [collecting, browser, site] = await Promise.all([
      startCollecting(),
      openBrowser(AS_A_PERSON),
      serveSite(() => shown),
    ]);
  });
  after(async () => {
    await browser?.close();
    await site?.close();
    await collecting?.close();
  });
  afterEach(async () => {
    for (const { context } of visits.splice(0)) await context.close();
  });

  const visit = async (options?: VisitOptions) => {
    const show = (html: string) => {
      shown = html;
    };
    const made = await startVisit(collecting, browser, { origin: site.origin, show }, options);
    visits.push(made);
    return made;
  };
  /** A visitor who has agreed, on a page. */
  const agreed = async (path: string, options?: VisitOptions) => {
    const made = await visit(options);
    await made.open(path);
    await made.say('consent', true);
    return made;
  };
  const kept = ({ page }: Visit) =>
    page.evaluate<string>(
      '[document.cookie, ...Object.keys(localStorage), ...Object.keys(sessionStorage)].join()',
    );
  const signals = (events: { signal: string }[]) => events.map(({ signal }) => signal);

  describe('as it is served', () => {
    const get = (query = '', headers = {}) =>
      fetch(`${collecting.service.url}/v1/tracker.js${query}`, { headers });

    it('is what its sources make, in at most 3 KB', async () => {
      const script = await buildTracker();
      const generated = new URL('../../tracker/generated/tracker.js', import.meta.url);
      assert.equal(readFileSync(generated, 'utf8'), script, 'run npm run generate:tracker');
      assert.equal(await (await get()).text(), script);
      assert.ok(gzipSync(script, { level: 9 }).length <= 3_072);
    });

    it('is kept for an hour, and for a year by whoever names its version', async () => {
      const first = await get();
      assert.match(first.headers.get('cache-control') ?? '', /max-age=3600\b/);
      assert.equal(first.headers.get('cross-origin-resource-policy'), 'cross-origin');
      const etag = first.headers.get('etag') ?? '';
      assert.equal((await get('', { 'if-none-match': etag, 'cache-control': 'max-age=0' })).status, 304);
      const version = etag.slice(1, 13);
      assert.match(
        (await get(`?v=${version}`)).headers.get('cache-control') ?? '',
        /max-age=31536000, immutable/,
      );
      assert.match((await get('?v=older')).headers.get('cache-control') ?? '', /max-age=3600\b/);
    });
  });

  describe('before the visitor agrees', () => {
    it('asks nothing and keeps nothing, whatever the visitor does', async () => {
      const here = await visit({ body: '<a data-aix-click="demo_request" href="#x">Demo</a>' });
      await here.open('/pricing');
      await here.page.click('a');
      await here.say('track', 'trial_start');
      await here.open('/docs');
      await here.open('/');
      assert.deepEqual([here.requests, await kept(here)], [[], '']);
    });

    it('forgets everything when consent is withdrawn', async () => {
      const here = await agreed('/');
      await here.until(1);
      assert.notEqual(await kept(here), '');
      await here.say('consent', false);
      assert.equal(await kept(here), '');
      const before = here.requests.length;
      await here.open('/pricing');
      assert.equal(here.requests.length, before);
    });

    for (const [what, before] of [
      ['Do Not Track', () => Object.defineProperty(Navigator.prototype, 'doNotTrack', { value: '1' })],
      [
        'Global Privacy Control',
        () => Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { value: true }),
      ],
    ] as const)
      it(`respects ${what}, even of one who agrees`, async () => {
        const here = await agreed('/pricing', { before });
        await here.open('/docs');
        assert.deepEqual([here.requests, await kept(here)], [[], '']);
      });
  });

  describe('asks the consent platform that the site names', () => {
    const platforms: [string, string, string, string][] = [
      [
        'tcf',
        `<script>let tell; const data = consents => ({ gdprApplies: true, eventStatus: 'useractioncomplete', purpose: { consents } });
         window.__tcfapi = (command, version, callback) => { tell = callback;
           callback({ gdprApplies: true, eventStatus: 'cmpuishown', purpose: { consents: {} } }, true) }</script>`,
        'tell(data({ 1: true, 5: false, 8: true }), true)',
        'tell(data({ 1: true, 5: true, 8: true }), true)',
      ],
      [
        'google',
        `<script>window.dataLayer = []; function gtag() { dataLayer.push(arguments) }
         dataLayer.push({ event: 'gtm.js' }); gtag('consent', 'default', { analytics_storage: 'denied' });
         gtag('consent', 'default', { analytics_storage: 'granted', region: ['US'] })</script>`,
        `gtag('consent', 'update', { ad_storage: 'granted' })`,
        `gtag('consent', 'update', { analytics_storage: 'granted' })`,
      ],
      [
        'cookiebot',
        '<script>window.Cookiebot = { hasResponse: false, consent: { statistics: false } }</script>',
        `Cookiebot.hasResponse = true; dispatchEvent(new Event('CookiebotOnDecline'))`,
        `Cookiebot.consent.statistics = true; dispatchEvent(new Event('CookiebotOnAccept'))`,
      ],
      [
        'onetrust',
        `<script>window.OnetrustActiveGroups = ',C0001,'</script>`,
        `dispatchEvent(new Event('OneTrustGroupsUpdated'))`,
        `OnetrustActiveGroups = ',C0001,C0002,'; dispatchEvent(new Event('OneTrustGroupsUpdated'))`,
      ],
    ];
    for (const [name, head, refuse, agree] of platforms)
      it(name, async () => {
        const here = await visit({ head, attributes: `data-consent="${name}"` });
        await here.open('/');
        await here.page.evaluate(refuse);
        assert.deepEqual([here.requests, await kept(here)], [[], '']);
        await here.page.evaluate(agree);
        assert.deepEqual(signals(await here.until(1)), ['page_view']);
      });
  });

  describe('notes', () => {
    it('pages that are viewed, by the signal of their address, without what addresses may tell of people', async () => {
      const here = await agreed('/pricing/teams?email=ada@acme.example&utm_source=news#secret');
      const [event] = await here.until(1);
      assert.equal(event?.signal, 'pricing_view');
      assert.equal(event?.properties.path, '/pricing/teams');
      assert.equal(event?.properties.utm_source, 'news');
      assert.ok(!JSON.stringify(event).includes('acme'));
      await here.open('/people/ada@acme.example/');
      await here.say('consent', true);
      const [, second] = await here.until(2);
      assert.equal(second?.properties.path, '/people/*/');
    });

    it('pages that change without a load, once each', async () => {
      const here = await agreed('/');
      await here.page.evaluate(
        `history.pushState({}, '', '/pricing'); history.replaceState({}, '', '/pricing?tab=2'); history.pushState({}, '', '/docs')`,
      );
      await here.page.goBack();
      assert.deepEqual(
        (await here.until(3)).map(({ properties }) => properties.path),
        ['/', '/docs', '/pricing'],
        'what is gone again before a task ends is no page',
      );
    });

    it('how long a page was read', async () => {
      const here = await agreed('/docs');
      await here.until(1);
      await here.page.evaluate(() => {
        const { now } = performance;
        performance.now = () => now.call(performance) + 42_000;
      });
      await here.open('/elsewhere');
      const reading = (await here.until(2)).find(({ signal }) => signal === 'page_read');
      assert.equal(reading?.properties.path, '/docs');
      assert.ok(Number(reading?.properties.seconds) >= 42);
    });

    it('clicks on what is marked, and forms by the names of their fields alone', async () => {
      const here = await agreed('/', {
        body: `<a data-aix-click="demo_request" href="#demo"><b>Demo</b></a> <button data-aix-click="Open menu">Menu</button> <i>x</i>
          <form id="contact" onsubmit="return false"><input name="email" value="ada@acme.example"><input name="note" value="secret">
          <button>Send</button></form>
          <form data-aix-submit="trial_start" onsubmit="return false"><button name="go">Try</button></form>
          <form data-aix-ignore onsubmit="return false"><button name="no">Nothing</button></form>`,
      });
      for (const selector of ['b', 'i', 'button >> nth=0', '#contact button', '[name=go]', '[name=no]'])
        await here.page.click(selector);
      const events = await here.until(5);
      assert.deepEqual(signals(events), ['page_view', 'demo_request', 'click', 'form_submit', 'trial_start']);
      assert.equal(events[2]?.properties.name, 'Open menu');
      assert.equal(events[3]?.properties.form, 'contact');
      assert.equal(events[3]?.properties.fields, 'email,note');
      assert.ok(!/secret|acme/.test(JSON.stringify(events)));
    });

    it('what the page itself says', async () => {
      const here = await agreed('/');
      await here.say('track', 'trial_start', { plan: 'team' });
      const event = (await here.until(2)).find(({ signal }) => signal === 'trial_start');
      assert.equal(event?.properties.plan, 'team');
    });
  });

  describe('says who the visitor is', () => {
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

  describe('where something is amiss', () => {
    const COLLECT = '**/v1/collect?*';

    it('offline: what was done waits through a reload, and counts once', async () => {
      const here = await visit({ attributes: 'data-consent="google"', head: GRANTED });
      await here.context.route(COLLECT, route => route.abort());
      await here.open('/pricing');
      await here.open('/docs');
      await here.context.unroute(COLLECT);
      await here.page.evaluate(ONLINE);
      const pages = (await here.until(2)).filter(({ signal }) => signal !== 'page_read');
      assert.deepEqual(pages.map(({ properties }) => properties.path).sort(), ['/docs', '/pricing']);
      await eventually(async () => !/aix\.q/.test(await kept(here)));
    });

    it('the service is down: it is asked again, and once it answers nothing waits', async () => {
      const here = await visit({ attributes: 'data-consent="google"', head: GRANTED });
      let failures = 0;
      await here.context.route(COLLECT, route => {
        failures += 1;
        return failures > 1 ? route.continue() : route.fulfill({ status: 503 });
      });
      await here.open('/');
      await eventually(() => failures > 0);
      await here.page.evaluate(ONLINE);
      await here.until(1);
    });

    it('answers get lost: what comes again counts once', async () => {
      const here = await visit({ attributes: 'data-consent="google"', head: GRANTED });
      let answers = 0;
      await here.context.route(COLLECT, async route => {
        await route.fetch();
        answers += 1;
        await route.abort();
      });
      await here.open('/');
      await eventually(() => answers > 0);
      await here.context.unroute(COLLECT);
      await here.page.evaluate(ONLINE);
      await eventually(async () => !/aix\.q/.test(await kept(here)));
      assert.equal((await here.events()).length, 1);
    });

    it('two tabs: each event once, and one visitor', async () => {
      const here = await visit({ attributes: 'data-consent="google"', head: GRANTED });
      const other = await here.context.newPage();
      await here.context.route(COLLECT, route => route.abort());
      await Promise.all([here.open('/a'), here.open('/b', other)]);
      await here.context.unroute(COLLECT);
      for (const page of [here.page, other]) await page.evaluate(ONLINE);
      await here.until(2);
      await eventually(async () => !/aix\.q/.test(await kept(here)));
      const events = await here.events();
      assert.deepEqual(events.map(({ properties }) => properties.path).sort(), ['/a', '/b']);
    });

    it('blocked storage: nothing breaks, and events arrive', async () => {
      const here = await visit({
        attributes: 'data-consent="google"',
        head: GRANTED,
        before: () =>
          Object.defineProperty(globalThis, 'localStorage', {
            get() {
              throw new DOMException('blocked', 'SecurityError');
            },
          }),
      });
      const failures: string[] = [];
      here.page.on('pageerror', error => failures.push(error.message));
      await here.open('/pricing');
      assert.deepEqual(signals(await here.until(1)), ['pricing_view']);
      assert.deepEqual(failures, []);
    });

    it('a wrong clock: times are ours', async () => {
      const here = await visit({
        attributes: 'data-consent="google"',
        head: GRANTED,
        before: () => {
          const { now } = Date;
          Date.now = () => now() + 400 * 24 * 3_600_000;
        },
      });
      await here.open('/');
      const [event] = await here.until(1);
      assert.ok(Math.abs(event!.at.getTime() - Date.now()) < HOUR_MS);
    });

    it('a site that spoils what waits: the rest arrives', async () => {
      const here = await visit({ attributes: 'data-consent="google"', head: GRANTED });
      await here.open('/');
      await here.until(1);
      await here.page.evaluate(() => localStorage.setItem('aix.q.0', 'spoilt'));
      await here.open('/pricing');
      await here.until(2);
      await eventually(async () => !/aix\.q/.test(await kept(here)));
    });

    it('another site’s key: the service refuses, and the page goes on', async () => {
      const other = await visit();
      const here = await visit({ attributes: 'data-consent="google"', head: GRANTED });
      shown = shown.replace(/data-key="[^"]*"/, `data-key="${other.tenant.publicKey}"`);
      const failures: string[] = [];
      here.page.on('pageerror', error => failures.push(error.message));
      const refused = here.page.waitForEvent('requestfailed');
      await here.open('/');
      await refused;
      assert.deepEqual([failures, await here.events(), await other.events()], [[], [], []]);
    });
  });

  it('in a browser that a program drives counts for nobody', async () => {
    const here = await visit({ attributes: 'data-consent="google"', head: GRANTED, isAutomated: true });
    const answer = here.page.waitForResponse('**/v1/collect?*');
    await here.open('/pricing');
    assert.deepEqual(await (await answer).json(), { accepted: 0, filtered: 1, rejected: [] });
    assert.deepEqual(await here.events(), []);
  });
});

const ONLINE = `dispatchEvent(new Event('online'))`;

/** A visitor who agreed on an earlier page. */
const GRANTED = `<script>window.dataLayer = []; function gtag() { dataLayer.push(arguments) }
gtag('consent', 'update', { analytics_storage: 'granted' })</script>`;
