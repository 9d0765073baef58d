import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { printed, spawnStart } from '../main-job/start-process.ts';
import { AS_A_PERSON, hideDriver, openBrowser } from './open-browser.ts';

/** One `npm start` and one browser, for all suites of its pages. */
export interface OpenStack {
  /** Where the service is. */
  service: string;
  /**
   * A page of the admin who opened the printed address, in a browser of their own that looks like a person's. What its scripts fail
   * with is pushed to `failures`.
   */
  openPage(failures: string[], options?: BrowserContextOptions & { isDriven?: boolean }): Promise<Page>;
}

/** Of whatever a person waits for; a busy machine takes its time. */
const PATIENCE_MS = 30_000;
const SESSION = 'aix_session';

let opened: Promise<OpenStack & { close(): Promise<void> }> | undefined;

/** Opens it once, however many suites ask. The suite of the Salesforce pages ends with the org disconnected, so it comes last. */
export function openStack(): Promise<OpenStack> {
  opened ??= start();
  return opened;
}

after(async () => (await opened?.catch(() => undefined))?.close());

async function start(): Promise<OpenStack & { close(): Promise<void> }> {
  const directory = mkdtempSync(join(tmpdir(), 'aix-pages-'));
  const stack: ChildProcess = spawnStart(['--leads', '4000'], { AIX_DATA_DIR: directory });
  let browser: Browser | undefined;
  const close = async () => {
    await browser?.close();
    stack.kill('SIGTERM');
    await once(stack, 'exit');
    rmSync(directory, { recursive: true });
  };
  const address = /Open (\S+)/.exec(await printed(stack, 'Ctrl-C'))?.[1] ?? '';
  const { origin: service } = new URL(address);
  const cookie = await sessionOf(address);
  browser = await openBrowser(AS_A_PERSON);
  return {
    service,
    close,
    async openPage(failures, { isDriven = false, ...options } = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      await context.addCookies([{ name: SESSION, value: cookie, url: service }]);
      if (!isDriven) await hideDriver(context);
      const page = await context.newPage();
      page.setDefaultTimeout(PATIENCE_MS);
      page.on('pageerror', error => failures.push(error.message));
      return page;
    },
  };
}

/** The address opens one session; every suite is to have it. */
async function sessionOf(address: string): Promise<string> {
  const response = await fetch(address, { redirect: 'manual' });
  const set = response.headers.getSetCookie().find(each => each.startsWith(`${SESSION}=`)) ?? '';
  return set.slice(SESSION.length + 1).split(';', 1)[0] ?? '';
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong with a page, by its rules' names. */
export async function axeViolations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string }[] }> } };
    return (await axe.run()).violations.map(({ id }) => id);
  });
}
