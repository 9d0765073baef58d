import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { openPage } from './measure-clicks.ts';
import type { OpenSite } from './open-site.ts';

/** An event of Chromium's trace. */
interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  /** Microseconds; `tdur` is what the thread itself worked, without what it waited for the processor. */
  ts: number;
  dur?: number;
  tdur?: number;
  args: { name?: string };
}

/** What runs scripts. Compiling one, and tidying memory for one, happens within. */
const WORK = new Set(['EvaluateScript', 'FunctionCall', 'RunMicrotasks', 'EventDispatch', 'TimerFire']);
const CATEGORIES = ['devtools.timeline', 'v8', '__metadata'];
const US_PER_MS = 1_000;
const PAGES_OF_VISIT = 4;
/** Reads like a token and is none: what becomes of it is no matter here. */
const TOKEN = 'e30.eyJzdWIiOiJiZW5jaCJ9.x';
const BUTTON = { x: 50, y: 50 };

/**
 * What the tracker takes of a page's main thread: milliseconds of each page of visits by people whose browsers know nothing yet. A visit
 * is four pages, of which each is looked at, told and left, with a click on the last. The pages hold nothing but the tag, the consent of a
 * visitor whom the site names, and one marked button; so all scripts that the main thread runs are the tracker's or its tag's, and
 * Chromium's own trace says how long the thread worked on them.
 */
export async function measureMainThread(
  site: OpenSite,
  browser: Browser,
  { visits }: { visits: number },
): Promise<{ firstPages: number[]; allPages: number[] }> {
  let body = '';
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  body = barePage(site.serviceUrl, await site.makeKey(origin));
  const measured = { firstPages: [] as number[], allPages: [] as number[] };
  for (let visit = 0; visit < visits; visit += 1) {
    const page = await openPage(browser);
    for (let at = 1; at <= PAGES_OF_VISIT; at += 1) {
      const tookMs = await measurePage(page, browser, {
        url: `${origin}/${at}`,
        clicks: at === PAGES_OF_VISIT,
      });
      measured.allPages.push(tookMs);
      if (at === 1) measured.firstPages.push(tookMs);
    }
    await page.context().close();
  }
  server.closeAllConnections();
  await once(server.close(), 'close');
  return measured;
}

function barePage(serviceUrl: string, key: string): string {
  return `<!doctype html><title>Bare</title><link rel="icon" href="data:,">
<script>window.aix = window.aix || function () { (aix.q = aix.q || []).push(arguments) }; aix('consent', true); aix('identify', '${TOKEN}')</script>
<script async src="${serviceUrl}/v1/tracker.js" data-key="${key}"></script><button data-aix-click="demo_request" style="position:fixed;inset:0;width:100px;height:100px">Demo</button>`;
}

async function measurePage(
  page: Page,
  browser: Browser,
  { url, clicks }: { url: string; clicks: boolean },
): Promise<number> {
  const collected = () => page.waitForResponse(response => response.url().includes('/v1/collect'));
  await browser.startTracing(page, { categories: CATEGORIES });
  const shown = collected();
  await page.goto(url, { waitUntil: 'load' });
  await shown;
  if (clicks) {
    const clicked = collected();
    // As a hand does it: no script of ours runs in the page.
    await page.mouse.click(BUTTON.x, BUTTON.y);
    await clicked;
  }
  await page.goto('about:blank');
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: TraceEvent[];
  };
  return scriptUs(traceEvents) / US_PER_MS;
}

/** Microseconds that main threads of pages worked on scripts; what happens within something that counts is not counted twice. */
function scriptUs(events: readonly TraceEvent[]): number {
  const mainThreads = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const work = events
    .filter(
      ({ name, pid, tid, dur }) => WORK.has(name) && dur !== undefined && mainThreads.has(`${pid} ${tid}`),
    )
    .sort((a, b) => a.ts - b.ts || b.dur! - a.dur!);
  let sum = 0;
  const endsAt = new Map<string, number>();
  for (const { pid, tid, ts, dur, tdur } of work) {
    const thread = `${pid} ${tid}`;
    if (ts < (endsAt.get(thread) ?? 0)) continue;
    endsAt.set(thread, ts + dur!);
    sum += tdur ?? dur!;
  }
  return sum;
}
