import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { hideDriver } from '../../test/hosts/open-browser.ts';
import { followJournal, type JournalEntry } from '../follow-journal.ts';
import type { OpenSite } from './open-site.ts';

/** What came of clicks of people, each somebody else. */
export interface MeasuredClicks {
  /** From the click, as the browser stamps it, to when the later of both records holds the higher score, milliseconds. */
  tookMs: number[];
  /** What the site's own panel says of the same, seconds. */
  shownSeconds: number[];
  /** Requests to the service before anybody agreed, the script's own left out; and what was kept in the browser. */
  requestsBeforeConsent: number;
}

const PATIENCE_MS = 30_000;
/** Resolves in the page to when the browser saw the next click, epoch milliseconds. */
const CLICKED_AT = `new Promise(resolve => addEventListener('click',
  event => resolve(performance.timeOrigin + event.timeStamp), { capture: true, once: true }))`;
const PATHS = ['/', '/pricing', '/docs', '/contact'];

/**
 * People visit the demo bank's site, one after the other: they look at all pages before they agree, agree, wait until that is settled,
 * and ask for a demo. The site takes as visitors open leads in the middle of the scale who have done nothing yet; a demo that is asked
 * for then moves the score by more than the largest noise, so it is due to be written.
 * @throws Error when a click is not on both records within half a minute
 */
export async function measureClicks(
  site: OpenSite,
  browser: Browser,
  { clicks }: { clicks: number },
): Promise<MeasuredClicks> {
  const measured: MeasuredClicks = { tookMs: [], shownSeconds: [], requestsBeforeConsent: 0 };
  for (let click = 0; click < clicks; click += 1) {
    if (click > 0) await site.changeVisitor();
    const page = await openPage(browser);
    measured.requestsBeforeConsent += await lookAround(page, site);
    await page.getByRole('button', { name: 'Agree' }).click();
    await page.locator('[data-status="changed"], [data-status="unchanged"]').waitFor();
    measured.tookMs.push(await followClick(page, site));
    await page.locator('[data-status="changed"]').waitFor();
    const words = (await page.locator('[data-status="changed"]').textContent()) ?? '';
    measured.shownSeconds.push(Number(/([\d.]+)\ss later/.exec(words)?.[1]));
    await page.context().close();
  }
  return measured;
}

/** A person's browser, with nothing in it. */
async function openPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext();
  await hideDriver(context);
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  return page;
}

/** Looks at all pages, and clicks, without having agreed. Ends on the page with the rates; resolves to the requests that nobody allowed. */
async function lookAround(page: Page, { url, serviceUrl }: OpenSite): Promise<number> {
  let requests = 0;
  const count = (request: { url(): string }) => {
    const asked = new URL(request.url());
    if (asked.origin === serviceUrl && asked.pathname !== '/v1/tracker.js') requests += 1;
  };
  page.on('request', count);
  for (const path of PATHS) await page.goto(url + path, { waitUntil: 'load' });
  await page.getByRole('button', { name: 'Send' }).click();
  await page.goto(`${url}/pricing`, { waitUntil: 'load' });
  await page.getByRole('button', { name: 'Ask for a demo' }).click();
  const kept = await page.evaluate<number>(
    `document.cookie.length + Object.keys(localStorage).filter(key => key.startsWith('aix.')).length`,
  );
  page.off('request', count);
  return requests + kept;
}

/** Clicks, and waits for the score on both records. Resolves to the milliseconds until the later one. */
async function followClick(page: Page, site: OpenSite): Promise<number> {
  const idOf = async (crm: string, pattern: RegExp) => {
    const href = await page.getByRole('link', { name: `${crm} record` }).getAttribute('href');
    return pattern.exec(href ?? '')?.[1] ?? '';
  };
  const leadId = await idOf('Salesforce', /Lead\/(\w+)/);
  const contactId = await idOf('HubSpot', /contact\/(\d+)/);
  const before = Number(await page.locator('[data-value="score"]').first().textContent());
  const seenMs: Partial<Record<'salesforce' | 'hubspot', number>> = {};
  const see = (crm: keyof typeof seenMs, isIt: boolean, score: unknown) => {
    if (isIt && Number(score) > before) seenMs[crm] ??= performance.timeOrigin + performance.now();
  };
  const journals = [
    followJournal(site.salesforceFolder, ({ id, record }) =>
      see('salesforce', id === leadId, record?.AIX_Score__c),
    ),
    followJournal(site.hubspotFolder, ({ collection, id, record }: JournalEntry) =>
      see(
        'hubspot',
        collection === 'contacts' && id === contactId,
        (record?.properties as Record<string, unknown>)?.aix_score,
      ),
    ),
  ];
  try {
    const clickedAt = page.evaluate<number>(CLICKED_AT);
    await page.getByRole('button', { name: 'Ask for a demo' }).click();
    const clickedMs = await clickedAt;
    const deadline = Date.now() + PATIENCE_MS;
    while (seenMs.salesforce === undefined || seenMs.hubspot === undefined) {
      if (Date.now() > deadline)
        throw new Error(`a click was not on both records within ${PATIENCE_MS / 1_000} s`);
      await pause(10);
    }
    return Math.max(seenMs.salesforce, seenMs.hubspot) - clickedMs;
  } finally {
    for (const journal of journals) journal.close();
  }
}
