import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { type BareTab, openBareTab } from './bare-tab.ts';
import type { OpenSite } from './open-site.ts';
import { openRelay, type Relay } from './relay.ts';
import { CATEGORIES, scriptUs, type TraceEvent } from './script-time.ts';

/** Milliseconds that the main thread of a page worked, page by page. */
export interface MainThreadTimes {
  /** Pages of visits: four each, with a click on the last. */
  visits: number[];
  /** First pages of people whose browsers know nothing yet, each with a click after the view was told: so with two requests. */
  clickedFirstPages: number[];
  /** The same pages with an empty script in the tracker's place: what tag, browser and measuring take, and how noisy the machine is. */
  emptyScript: number[];
}

const US_PER_MS = 1_000;
const PAGES_OF_VISIT = 4;
const FIRST_PAGES_PER_VISIT = 2;
const COLLECT = '/v1/collect';
const EMPTY = '/empty';
/** Reads like a token and is none: it is refused, so that each page of a visit sends it, where one that is taken is sent once. */
const TOKEN = 'e30.eyJzdWIiOiJiZW5jaCJ9.x';
/** In the middle of the button, pixels. */
const BUTTON = [50, 50] as const;
/** After that an answer that left the relay has long been heard by the page, and an empty page has been shown. */
const HEARD_MS = 50;

/**
 * What the tracker takes of a page's main thread. The pages hold nothing but the tag, the consent of a visitor whom the site names, and
 * one marked button; so all scripts that the main thread runs are the tracker's or its tag's. The three kinds take turns, so that what
 * else the machine does meets all of them.
 */
export async function measureMainThread(
  site: OpenSite,
  browser: Browser,
  { visits }: { visits: number },
): Promise<MainThreadTimes> {
  let script = '';
  const server = createServer((request, response) => {
    if (request.url === `${EMPTY}.js`) return response.setHeader('content-type', 'text/javascript').end();
    const shown = request.url === EMPTY ? `src="${EMPTY}.js"` : script;
    return response.setHeader('content-type', 'text/html').end(barePage(shown));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const relay = await openRelay(site.serviceUrl);
  script = `src="${relay.url}/v1/tracker.js" data-key="${await site.makeKey(origin)}"`;
  const times: MainThreadTimes = { visits: [], clickedFirstPages: [], emptyScript: [] };
  for (let visit = 0; visit < visits; visit += 1) {
    const pages = Array.from({ length: PAGES_OF_VISIT }, (_, at) => `${origin}/${at}`);
    times.visits.push(...(await measureVisit(browser, relay, pages)));
    for (let first = 0; first < FIRST_PAGES_PER_VISIT; first += 1)
      times.clickedFirstPages.push(...(await measureVisit(browser, relay, [origin])));
    times.emptyScript.push(...(await measureVisit(browser, relay, [origin + EMPTY])));
  }
  await relay.close();
  server.closeAllConnections();
  await once(server.close(), 'close');
  return times;
}

function barePage(script: string): string {
  return `<!doctype html><title>Bare</title><link rel="icon" href="data:,">
<script>window.aix = window.aix || function () { (aix.q = aix.q || []).push(arguments) }; aix('consent', true); aix('identify', '${TOKEN}')</script>
<script async ${script}></script><button data-aix-click="demo_request" style="position:fixed;inset:0;width:100px;height:100px">Demo</button>`;
}

/** Opens the pages one after the other, as somebody new, and clicks on the last. Resolves to the milliseconds of each. */
async function measureVisit(browser: Browser, relay: Relay, urls: readonly string[]): Promise<number[]> {
  const tab = await openBareTab(browser);
  const tookMs: number[] = [];
  for (const [at, url] of urls.entries()) {
    await browser.startTracing(undefined, { categories: CATEGORIES });
    await visitPage(tab, relay, { url, clicks: at === urls.length - 1 });
    const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
      traceEvents: TraceEvent[];
    };
    tookMs.push(scriptUs(traceEvents, COLLECT) / US_PER_MS);
  }
  await tab.close();
  return tookMs;
}

async function visitPage(
  tab: BareTab,
  relay: Relay,
  { url, clicks }: { url: string; clicks: boolean },
): Promise<void> {
  const heard = async () => {
    if (!url.endsWith(EMPTY)) await relay.nextAnswer();
    await pause(HEARD_MS);
  };
  const shown = heard();
  await tab.go(url);
  await shown;
  if (clicks) {
    const clicked = heard();
    await tab.click(...BUTTON);
    await clicked;
  }
  await tab.go('about:blank');
}
