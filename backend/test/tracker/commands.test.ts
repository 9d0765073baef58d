import assert from 'node:assert/strict';
import { GRANTED, kept, setUpVisits, signals } from './visits.ts';

/** The page says this in its head, before the tracker came. */
const saidEarly = (commands: string) =>
  `<script>window.aix = function () { (aix.q = aix.q || []).push(arguments) }; ${commands}</script>`;
const DENY = `gtag('consent', 'update', { analytics_storage: 'denied' })`;

describe('the tracker carries out what the page says', function () {
  this.timeout(60_000);
  const { visit, agreed } = setUpVisits();

  it('and does nothing where it names no person', async () => {
    const here = await agreed('/');
    for (const nobody of [undefined, null, '']) await here.say('identify', nobody);
    await here.say('track', 'trial_start');
    assert.deepEqual(signals(await here.until(2)), ['page_view', 'trial_start']);
    assert.doesNotMatch(await kept(here), /aix\.i/);
  });

  for (const nobody of ['undefined', 'null'])
    it(`and leaves a consent platform’s own call alone, where the head named ${nobody}`, async () => {
      const here = await visit({
        attributes: 'data-consent="google"',
        head: `<script>window.dataLayer = []; function gtag() { dataLayer.push(arguments) }</script>
          ${saidEarly(`aix('identify', ${nobody})`)}`,
      });
      await here.open('/');
      await here.page.evaluate(`gtag('consent', 'update', { analytics_storage: 'granted' })`);
      assert.deepEqual(signals(await here.until(1)), ['page_view']);
    });

  it('to the end of the queue and watches consent, whichever command fails', async () => {
    const here = await visit({
      ...GRANTED,
      head: `${GRANTED.head} ${saidEarly(`
        aix('consent', true);
        aix('identify', null);
        aix('identify', { get emailSha256() { throw new Error('not known') } });
        aix('track', 'demo_request', { get plan() { throw new Error('not known') } });
        aix.q.push(undefined);
        aix('track', 'trial_start')`)}`,
    });
    const failures: string[] = [];
    here.page.on('pageerror', error => failures.push(error.message));
    await here.open('/');
    assert.deepEqual(signals(await here.until(2)).sort(), ['page_view', 'trial_start']);
    assert.deepEqual(failures, []);
    await here.page.evaluate(DENY);
    assert.equal(await kept(here), '');
  });

  it('and sends what can be told, whatever else cannot', async () => {
    const here = await agreed('/');
    await here.page.evaluate(
      `const plan = {}; plan.plan = plan; aix('track', 'demo_request', { plan }); aix('track', 'demo_request', { plan: 1n })`,
    );
    await here.say('track', 'trial_start');
    assert.deepEqual(signals(await here.until(2)), ['page_view', 'trial_start']);
  });
});
