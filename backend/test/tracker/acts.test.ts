import assert from 'node:assert/strict';
import { COLLECT, GRANTED, setUpVisits, signals } from './visits.ts';

describe('the tracker notes', function () {
  this.timeout(60_000);
  const { visit, agreed } = setUpVisits();

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

  it('a page that comes back as it was left, once more', async () => {
    const here = await agreed('/docs');
    await here.until(1);
    await here.page.evaluate(
      `for (const type of ['pagehide', 'pageshow']) dispatchEvent(new PageTransitionEvent(type, { persisted: true }))`,
    );
    await here.until(2);
    await here.say('track', 'trial_start');
    assert.deepEqual(signals(await here.until(3)), ['page_view', 'page_view', 'trial_start']);
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

  it('fields that belong to a form from outside of it, and nothing but fields', async () => {
    const here = await agreed('/', {
      body: `<input name="company" form="contact"><form id="contact" onsubmit="return false"><a name="top"></a>
        <input name="email"><input name="email"><button>Send</button></form><textarea name="note" form="contact"></textarea>`,
    });
    await here.page.click('button');
    const sent = (await here.until(2)).find(({ signal }) => signal === 'form_submit');
    assert.equal(sent?.properties.fields, 'company,email,note');
  });

  it('what the page itself says', async () => {
    const here = await agreed('/');
    await here.say('track', 'trial_start', { plan: 'team' });
    const event = (await here.until(2)).find(({ signal }) => signal === 'trial_start');
    assert.equal(event?.properties.plan, 'team');
  });

  it('nothing that counts in a browser that a program drives', async () => {
    const here = await visit({ ...GRANTED, isAutomated: true });
    const answer = here.page.waitForResponse(COLLECT);
    await here.open('/pricing');
    assert.deepEqual(await (await answer).json(), { accepted: 0, filtered: 1, rejected: [] });
    assert.deepEqual(await here.events(), []);
  });
});
