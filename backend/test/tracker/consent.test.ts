import assert from 'node:assert/strict';
import { kept, setUpVisits, signals } from './visits.ts';

describe('the tracker and consent', function () {
  this.timeout(60_000);
  const { visit, agreed } = setUpVisits();

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

  describe('asks the consent platform that the site names', () => {
    const platforms: [string, string, string, string][] = [
      [
        'tcf',
        `<script>let tell; const data = consents => ({ gdprApplies: true, eventStatus: 'useractioncomplete', purpose: { consents } });
         window.__tcfapi = (command, version, callback) => { tell = callback;
           callback({ gdprApplies: true, eventStatus: 'cmpuishown', purpose: { consents: {} } }, true) }</script>`,
        'tell(null, false); tell(data({ 1: true, 5: false, 8: true }), true)',
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
});
