import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Checker, Fault } from '../../../local-stack/checks/offline/checker.ts';
import { bundleApp, type Scripts } from '../../../local-stack/hosts/hubspot/bundle/bundle-app.ts';
import type { Scene } from '../browser/scene.ts';
import { scenes } from '../browser/scenes.ts';
import { openBrowser, openScene } from '../browser/stage.ts';
import type { Project } from '../project.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** The narrowest column that a card must fit, and a record's tab. */
const WIDTHS = [280, 720];
/** Around the card, see stage.ts: the page's and its own. */
const MARGIN_PX = 16;
/** More than any scene has; the focus may begin in the middle of the page, where a press has left it. */
const MOST_STOPS = 60;

/**
 * The bundles in a real browser, their components mapped to HTML of ours, in every state and both widths: every component is known,
 * one primary button at most, axe finds nothing, nothing sticks out, all that can be pressed is reached by keyboard. Axe judges our
 * mapping and the texts, not HubSpot's components. Screenshots lie in `build/screenshots/`.
 */
export const extensionsInBrowser: Checker<Project> = {
  name: 'Extensions in a browser',
  isSlow: true,
  check: checkExtensions,
  plants: [
    {
      file: 'hubspot-app/src/app/cards/score/Evidence.tsx',
      spoil: text => text.replace(/aria-label=\{text\}/, 'aria-label=""'),
      expected: /axe aria-progressbar-name/,
    },
    {
      file: 'hubspot-app/src/app/cards/score/Message.tsx',
      spoil: text =>
        text
          .replace(/^/, "import { CrmActionButton } from '@hubspot/ui-extensions/crm';\n")
          .replace('<Heading>{title}</Heading>', '<Heading>{title}</Heading><CrmActionButton />'),
      expected: /CrmActionButton is not mapped/,
    },
    {
      file: 'hubspot-app/src/app/cards/deeds/ScoreNow.tsx',
      spoil: text => text.replace("isPrimary ? 'primary' : 'secondary'", "'primary'"),
      expected: /2 primary buttons/,
    },
  ],
};

async function checkExtensions({ folder, root }: Project): Promise<Fault[]> {
  const copy = realpathSync(mkdtempSync(join(tmpdir(), 'extensions-')));
  const browser = await openBrowser();
  try {
    const scripts = await bundleApp(folder, copy);
    const faults: Fault[] = [];
    for (const scene of scenes()) faults.push(...(await checkScene({ browser, scripts, scene, root })));
    return faults;
  } finally {
    await browser.close();
    rmSync(copy, { recursive: true });
  }
}

async function checkScene({
  browser,
  scripts,
  scene,
  root,
}: {
  browser: Browser;
  scripts: Scripts;
  scene: Scene;
  root: string;
}): Promise<Fault[]> {
  const problems: string[] = [];
  let page: Page | undefined;
  try {
    page = await openScene(browser, scripts, scene);
    page.on('pageerror', error => problems.push(`throws: ${error.message}`));
    await page.evaluate(AXE);
    problems.push(...(await mappingFaults(page)));
    for (const width of WIDTHS) {
      await page.setViewportSize({ width: width + 2 * MARGIN_PX, height: 400 });
      await saveScreenshot(page, join(root, 'hubspot-app/build/screenshots', `${scene.name}-${width}.png`));
      const found = [...(await axeFaults(page)), ...(await layoutFaults(page))];
      problems.push(...found.map(problem => `at ${width} px: ${problem}`));
    }
    problems.push(...(await keyboardFaults(page)));
  } catch (error) {
    problems.push((error as Error).message.split('\n').slice(0, 3).join(' '));
  } finally {
    await page?.close();
  }
  return problems.map(message => ({ file: scene.name, message }));
}

/** Components without a counterpart of ours, and more than one primary button. */
async function mappingFaults(page: Page): Promise<string[]> {
  const unknown = await page
    .locator('[data-unknown]')
    .evaluateAll(found => found.map(each => (each as HTMLElement).dataset.unknown));
  const primaries = await page.locator('[data-variant="primary"]:visible').count();
  return [
    ...[...new Set(unknown)].map(name => `${name} is not mapped`),
    ...(primaries > 1 ? [`${primaries} primary buttons on one surface`] : []),
  ];
}

async function saveScreenshot(page: Page, path: string): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  await page.screenshot({ path, fullPage: true });
}

interface AxeResults {
  violations: { id: string; help: string; nodes: { target: string[] }[] }[];
}

async function axeFaults(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(context: string): Promise<AxeResults> } };
    const { violations } = await axe.run('main');
    return violations.map(({ id, help, nodes }) => `axe ${id}: ${help} (${nodes[0]?.target.join(' ')})`);
  });
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
  ];
  const reached = new Set([await focusedText(page)]);
  for (let stops = 0; stops < MOST_STOPS && texts.some(text => !reached.has(text)); stops += 1) {
    await page.keyboard.press('Tab');
    reached.add(await focusedText(page));
  }
  return texts.filter(text => !reached.has(text)).map(text => `“${text}” cannot be reached by keyboard`);
}

function focusedText(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.textContent ?? '');
}
