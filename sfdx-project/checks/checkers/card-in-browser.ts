import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import chromiumFromNpm from '@sparticuz/chromium';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { Fault } from '../../../local-stack/checks/offline/checker.ts';
import { bundlePage } from '../browser/bundle-page.ts';
import type { Scene } from '../browser/scene.ts';
import { pageScene, scenes } from '../browser/scenes.ts';
import type { Project, SalesforceChecker } from '../project.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** The narrowest column that a card must fit, and a wide one. */
const WIDTHS = [280, 480];
/** Around the card, see bundle-page.ts. */
const MARGIN_PX = 16;
const PAINTED_WITHIN_MS = 20_000;
/** More than any scene has; the focus may begin in the middle of the page, where a press has left it. */
const MOST_STOPS = 60;

/**
 * The components with the real base components in a real browser, in every state and both widths: axe finds nothing, nothing
 * sticks out, and all that can be pressed is reached by keyboard. Screenshots lie in `build/screenshots/`.
 */
export const cardInBrowser: SalesforceChecker = {
  name: 'Components in a browser',
  isSlow: true,
  check: checkCard,
  plants: [
    {
      file: 'force-app/main/default/lwc/scoreBand/scoreBand.css',
      spoil: text => text.replace('.words {', '.words {\n  color: #eee;'),
      expected: /axe color-contrast/,
    },
    {
      file: 'force-app/main/default/lwc/scoreFactors/scoreFactors.css',
      spoil: text => text.replace('.factor {', '.factor {\n  white-space: nowrap;\n  min-width: 600px;'),
      expected: /at 280 px: sticks out/,
    },
    {
      file: 'force-app/main/default/lwc/scoreCard/scoreCard.html',
      spoil: text => text.replace('<a href', '<a tabindex="-1" href'),
      expected: /“Open Setup” cannot be reached by keyboard/,
    },
  ],
};

async function checkCard({ build }: Project): Promise<Fault[]> {
  const html = await bundlePage(build);
  const browser = await openBrowser();
  try {
    const faults: Fault[] = [];
    for (const scene of scenes()) faults.push(...(await checkScene(browser, { html, build, scene })));
    return faults;
  } finally {
    await browser.close();
  }
}

/** The Chromium of the npm package @sparticuz/chromium, which brings the libraries that a bare system lacks. */
async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: await chromiumFromNpm.executablePath(),
    // One process for all would end with the first page that is closed.
    args: chromiumFromNpm.args.filter(argument => argument !== '--single-process'),
    headless: true,
  });
}

async function checkScene(
  browser: Browser,
  { html, build, scene }: { html: string; build: string; scene: Scene },
): Promise<Fault[]> {
  const page = await browser.newPage();
  const problems: string[] = [];
  page.on('pageerror', error => problems.push(`throws: ${error.message}`));
  try {
    await page.addInitScript(given => Object.assign(globalThis, { scene: given }), pageScene(scene, build));
    await page.route('**/*', route => route.fulfill({ contentType: 'text/html', body: html }));
    await page.goto('http://card.invalid/');
    await page.locator(`${scene.element} lightning-card`).waitFor({ timeout: PAINTED_WITHIN_MS });
    if (scene.isDark) await page.evaluate(() => document.body.classList.add('slds-color-scheme--dark'));
    for (const name of scene.presses)
      await page.getByRole('button', { name, exact: true }).click({ timeout: PAINTED_WITHIN_MS });
    await page.evaluate(AXE);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width: width + 2 * MARGIN_PX, height: 400 });
      await saveScreenshot(page, join(build, 'screenshots', `${scene.name}-${width}.png`));
      const found = [...(await axeFaults(page)), ...(await layoutFaults(page))];
      problems.push(...found.map(problem => `at ${width} px: ${problem}`));
    }
    problems.push(...(await keyboardFaults(page)));
  } catch (error) {
    problems.push((error as Error).message);
  } finally {
    await page.close();
  }
  return problems.map(message => ({ file: scene.name, message }));
}

async function saveScreenshot(page: Page, path: string): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  await page.screenshot({ path, fullPage: true });
}

async function axeFaults(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(context: string): Promise<AxeResults> } };
    const { violations } = await axe.run('main');
    return violations.map(({ id, help, nodes }) => `axe ${id}: ${help} (${nodes[0]?.target.join(' ')})`);
  });
}

interface AxeResults {
  violations: { id: string; help: string; nodes: { target: string[] }[] }[];
}

async function layoutFaults(page: Page): Promise<string[]> {
  const tooWide = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
  return tooWide > 0 ? [`sticks out by ${tooWide} px`] : [];
}

/** Whether Tab stops at every button and link of the page. */
async function keyboardFaults(page: Page): Promise<string[]> {
  const texts = [
    ...(await page.getByRole('button', { disabled: false }).allTextContents()),
    ...(await page.getByRole('link').allTextContents()),
  ].map(text => text.trim());
  const reached = new Set([await focusedText(page)]);
  for (let stops = 0; stops < MOST_STOPS && texts.some(text => !reached.has(text)); stops += 1) {
    await page.keyboard.press('Tab');
    reached.add(await focusedText(page));
  }
  return texts.filter(text => !reached.has(text)).map(text => `“${text}” cannot be reached by keyboard`);
}

/** The text of what has the focus, in whatever shadow tree. */
function focusedText(page: Page): Promise<string> {
  return page.evaluate(() => {
    let focused = document.activeElement;
    while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
    return focused?.textContent?.trim() ?? '';
  });
}
