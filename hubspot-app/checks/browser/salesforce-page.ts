import type { Browser, Page } from 'playwright-core';
import type { Scene } from '../../../sfdx-project/checks/browser/scene.ts';
import { pageScene } from '../../../sfdx-project/checks/browser/scenes.ts';

/** The Salesforce package as a page: its HTML, and the build that its labels are in. */
export interface SalesforcePage {
  html: string;
  build: string;
}

const PATIENCE_MS = 20_000;

/** Opens a state of the Salesforce card, as the checks of that package do. */
export async function openSalesforceScene(
  browser: Browser,
  { html, build }: SalesforcePage,
  scene: Scene,
): Promise<Page> {
  const page = await browser.newPage({ timezoneId: 'Europe/Berlin' });
  await page.addInitScript(given => Object.assign(globalThis, { scene: given }), pageScene(scene, build));
  await page.route('**/*', route => route.fulfill({ contentType: 'text/html', body: html }));
  await page.goto('http://card.invalid/');
  await page.locator(`${scene.element} lightning-card`).waitFor({ timeout: PATIENCE_MS });
  return page;
}
