import { loadavg } from 'node:os';
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
  /** The 95th percentile of pages, of visits or of first pages with a click: whichever is worse. */
  trackerMainThreadMs: number;
  requestsBeforeConsent: number;
}

const VISITS = 20;
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
    const mainThread = await measureMainThread(site, browser, { visits: VISITS });
    const { visits, clickedFirstPages, emptyScript } = mainThread;
    report(`main thread of a page, load ${loadavg()[0]?.toFixed(1)}`);
    report(`  pages of visits: ${describeSpread(visits)}`);
    report(`  first pages, clicked: ${describeSpread(clickedFirstPages)}`);
    report(`  first pages, clicked, with an empty script: ${describeSpread(emptyScript)}`);
    const { tookMs, shownSeconds, requestsBeforeConsent } = await measureClicks(site, browser, { clicks });
    report(`click to the fields of both records: ${describeTimes(tookMs)}`);
    report(`  as the site shows it: p95 ${quantile(shownSeconds, SLOW_SHARE)} s`);
    report(`requests and kept items before consent: ${requestsBeforeConsent}`);
    const rounded = (values: readonly number[]) => Number(quantile(values, SLOW_SHARE).toFixed(1));
    return {
      clickToFieldP95Ms: rounded(tookMs),
      trackerGzipBytes: await gzipBytes(site),
      trackerMainThreadMs: Math.max(rounded(visits), rounded(clickedFirstPages)),
      requestsBeforeConsent,
    };
  } finally {
    await browser.close();
    await site.close();
  }
}

function describeSpread(tookMs: readonly number[]): string {
  const [least, half, slow, most] = [0, 0.5, SLOW_SHARE, 1].map(share => quantile(tookMs, share).toFixed(2));
  return `p50 ${half} ms, p95 ${slow} ms, ${least} to ${most} ms (of ${tookMs.length})`;
}

async function gzipBytes({ serviceUrl }: OpenSite): Promise<number> {
  const script = await (await fetch(`${serviceUrl}/v1/tracker.js`)).text();
  return gzipSync(script, { level: 9 }).length;
}
