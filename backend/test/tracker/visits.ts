import type { Browser } from 'playwright-core';
import { AS_A_PERSON, openBrowser } from '../../../local-stack/test/hosts/open-browser.ts';
import { type CollectingService, startCollecting } from '../http/collect-fixture.ts';
import { type CustomerSite, serveSite, startVisit, type Visit, type VisitOptions } from './customer-site.ts';

/** Where requests of the tracker go. */
export const COLLECT = '**/v1/collect?*';
/** Tells a page that the network is back. */
export const ONLINE = `dispatchEvent(new Event('online'))`;
/** A visitor who agreed on an earlier page. */
export const GRANTED = {
  attributes: 'data-consent="google"',
  head: `<script>window.dataLayer = []; function gtag() { dataLayer.push(arguments) }
gtag('consent', 'update', { analytics_storage: 'granted' })</script>`,
};

export const signals = (events: readonly { signal: string }[]) => events.map(({ signal }) => signal);

/** All that a browser keeps of the site. */
export const kept = ({ page }: Visit) =>
  page.evaluate<string>(
    '[document.cookie, ...Object.keys(localStorage), ...Object.keys(sessionStorage)].join()',
  );

/** Starts a service, a browser and a site around the tests of a `describe`, and ends what they visit after each. */
export function setUpVisits() {
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
  const show = (html: string) => {
    shown = html;
  };
  const visit = async (options?: VisitOptions) => {
    const made = await startVisit(collecting, browser, { origin: site.origin, show }, options);
    visits.push(made);
    return made;
  };
  return {
    visit,
    /** A visitor who has agreed, on a page. */
    async agreed(path: string, options?: VisitOptions) {
      const made = await visit(options);
      await made.open(path);
      await made.say('consent', true);
      return made;
    },
    /** From now on the site's tag has another key. */
    changeKey: (key: string) => show(shown.replace(/data-key="[^"]*"/, `data-key="${key}"`)),
  };
}
