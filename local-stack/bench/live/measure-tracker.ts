import { gzipSync } from 'node:zlib';
import { AS_A_PERSON, openBrowser } from '../../test/hosts/open-browser.ts';
import { describeTimes, quantile } from '../realtime/quantiles.ts';
import { measureClicks } from './measure-clicks.ts';
import { measureMainThread } from './measure-main-thread.ts';
import { type OpenSite, openSite } from './open-site.ts';

/** What the tracker does to a page, and how soon what it tells is on the records. */
export interface MeasuredTracker {
  clickToFieldP95Ms: number;
  trackerGzipBytes: number;
  /** The 95th percentile of pages. */
  trackerMainThreadMs: number;
  requestsBeforeConsent: number;
}

const VISITS = 15;
const SLOW_SHARE = 0.95;

/** Runs the whole demo bank and visits its site in a browser; takes some minutes. */
export async function measureTracker(
  { clicks }: { clicks: number },
  report: (words: string) => void,
): Promise<MeasuredTracker> {
  report('Starting the demo bank');
  const site = await openSite();
  const browser = await openBrowser(AS_A_PERSON);
  try {
    const { firstPages, allPages } = await measureMainThread(site, browser, { visits: VISITS });
    report(`main thread of a page: ${describeTimes(allPages)}; of first pages: ${describeTimes(firstPages)}`);
    const { tookMs, shownSeconds, requestsBeforeConsent } = await measureClicks(site, browser, { clicks });
    report(`click to the fields of both records: ${describeTimes(tookMs)}`);
    report(`  as the site shows it: p95 ${quantile(shownSeconds, SLOW_SHARE)} s`);
    report(`requests and kept items before consent: ${requestsBeforeConsent}`);
    const rounded = (values: readonly number[]) => Number(quantile(values, SLOW_SHARE).toFixed(1));
    return {
      clickToFieldP95Ms: rounded(tookMs),
      trackerGzipBytes: await gzipBytes(site),
      trackerMainThreadMs: rounded(allPages),
      requestsBeforeConsent,
    };
  } finally {
    await browser.close();
    await site.close();
  }
}

async function gzipBytes({ serviceUrl }: OpenSite): Promise<number> {
  const script = await (await fetch(`${serviceUrl}/v1/tracker.js`)).text();
  return gzipSync(script, { level: 9 }).length;
}
