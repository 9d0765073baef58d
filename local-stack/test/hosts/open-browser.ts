import chromiumFromNpm from '@sparticuz/chromium';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';

/** One process for all would end with the first page that is closed; and pages of other origins are others, as everywhere. */
const UNWANTED = ['--single-process', '--disable-web-security'];

/** The Chromium of the npm package @sparticuz/chromium, which brings the libraries that a bare system lacks. */
export async function openBrowser(...options: string[]): Promise<Browser> {
  return chromium.launch({
    executablePath: await chromiumFromNpm.executablePath(),
    args: [...chromiumFromNpm.args.filter(argument => !UNWANTED.includes(argument)), ...options],
    headless: true,
  });
}

/** What people's browsers call themselves: an option of the browser, since a context's own name is left off what outlives its page. */
export const AS_A_PERSON = `--user-agent=Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/153.0.0.0 Safari/537.36`;

/** Browsers say that a program drives them, and the visits of those are not counted. */
export async function hideDriver(context: BrowserContext): Promise<void> {
  await context.addInitScript(() =>
    Object.defineProperty(Navigator.prototype, 'webdriver', { value: false }),
  );
}
