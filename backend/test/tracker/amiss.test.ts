import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.ts';
import { COLLECT, GRANTED, kept, ONLINE, setUpVisits, signals } from './visits.ts';

const HOUR_MS = 3_600_000;

describe('the tracker where something is amiss:', function () {
  this.timeout(60_000);
  const { visit, changeKey } = setUpVisits();

  it('offline: what was done waits through a reload, and counts once', async () => {
    const here = await visit(GRANTED);
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
    const here = await visit(GRANTED);
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
    const here = await visit(GRANTED);
    let answers = 0;
    await here.context.route(COLLECT, async route => {
      await route.fetch();
      answers += 1;
      await route.abort();
    });
    await here.open('/');
    await eventually(() => answers > 0);
    await here.context.unroute(COLLECT);
    const again = here.page.waitForResponse(COLLECT);
    await here.page.evaluate(ONLINE);
    await again;
    await eventually(async () => !/aix\.q/.test(await kept(here)));
    assert.equal((await here.events()).length, 1);
  });

  it('a page goes before the answer: the next one tells it', async () => {
    const here = await visit({
      ...GRANTED,
      before: () => {
        const page = globalThis as unknown as { location: URL; document: { title: string }; fetch: unknown };
        if (page.location.pathname !== '/pricing') return;
        page.fetch = () => {
          page.document.title = 'Asked';
          return new Promise(() => undefined);
        };
      },
    });
    await here.open('/pricing');
    await eventually(async () => (await here.page.title()) === 'Asked');
    assert.doesNotMatch(await kept(here), /aix\.q/, 'nothing is written while the page is there');
    await here.open('/docs');
    const pages = (await here.until(2)).filter(({ signal }) => signal !== 'page_read');
    assert.deepEqual(pages.map(({ properties }) => properties.path).sort(), ['/docs', '/pricing']);
    await eventually(async () => !/aix\.q/.test(await kept(here)));
  });

  it('two tabs: each event once, and one visitor', async () => {
    const here = await visit(GRANTED);
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
      ...GRANTED,
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

  it('the script is blocked: nothing breaks on the page', async () => {
    const here = await visit({
      ...GRANTED,
      body: '<a data-aix-click="demo_request" href="#demo">Demo</a> <form onsubmit="return false"><button>Send</button></form>',
    });
    await here.context.route('**/v1/tracker.js', route => route.abort('blockedbyclient'));
    const failures: string[] = [];
    here.page.on('pageerror', error => failures.push(error.message));
    await here.open('/pricing');
    for (const command of ['consent', 'identify', 'track', 'visitor'])
      await here.say(command, 'demo_request');
    await here.page.evaluate(`gtag('consent', 'update', { analytics_storage: 'denied' })`);
    for (const selector of ['a', 'button']) await here.page.click(selector);
    await here.open('/docs');
    assert.deepEqual([failures, here.requests, await kept(here)], [[], [], '']);
  });

  it('a wrong clock: times are ours', async () => {
    const here = await visit({
      ...GRANTED,
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
    const here = await visit(GRANTED);
    await here.open('/');
    await here.until(1);
    await here.page.evaluate(() => {
      localStorage.setItem('aix.q.0', 'spoilt');
      localStorage.setItem('aix.q.1', 'null');
    });
    await here.open('/pricing');
    await here.until(2);
    await eventually(async () => !/aix\.q/.test(await kept(here)));
  });

  it('another site’s key: the service refuses, and the page goes on', async () => {
    const other = await visit();
    const here = await visit(GRANTED);
    changeKey(other.tenant.publicKey);
    const failures: string[] = [];
    here.page.on('pageerror', error => failures.push(error.message));
    const refused = here.page.waitForEvent('requestfailed');
    await here.open('/');
    await refused;
    assert.deepEqual([failures, await here.events(), await other.events()], [[], [], []]);
  });
});
