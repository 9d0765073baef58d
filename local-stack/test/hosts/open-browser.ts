import chromiumFromNpm from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/** The Chromium of the npm package @sparticuz/chromium, which brings the libraries that a bare system lacks. */
export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: await chromiumFromNpm.executablePath(),
    // One process for all would end with the first page that is closed.
    args: chromiumFromNpm.args.filter(argument => argument !== '--single-process'),
    headless: true,
  });
}
