import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator } from 'playwright-core';
import type { Checker, Fault } from '../../../local-stack/checks/offline/checker.ts';
import { bundleApp, type Scripts } from '../../../local-stack/hosts/hubspot/bundle/bundle-app.ts';
import { bundlePage } from '../../../sfdx-project/checks/browser/bundle-page.ts';
import { cardScenes } from '../../../sfdx-project/checks/browser/card-scenes.ts';
import type { Scene as SalesforceScene } from '../../../sfdx-project/checks/browser/scene.ts';
import { buildPackage } from '../../../sfdx-project/scripts/build-package.ts';
import { fixtureScene, unansweredScenes } from '../browser/card-scenes.ts';
import { openSalesforceScene, type SalesforcePage } from '../browser/salesforce-page.ts';
import { cardFixtures, type Scene } from '../browser/scene.ts';
import { openBrowser, openScene } from '../browser/stage.ts';
import type { Project } from '../project.ts';

/** The same states, rendered by both real cards on real pages: they say the same words in the same order. */
export const parity: Checker<Project> = {
  name: 'Parity of both cards',
  isSlow: true,
  check: checkParity,
  plants: [
    {
      file: 'hubspot-app/src/app/cards/score/ScoreContent.tsx',
      spoil: text => text.replace('<Text>{probability.text}</Text>', ''),
      expected: /en\/scored the Salesforce card says “54 % likely to convert/,
    },
    {
      file: 'hubspot-app/src/app/cards/score/SavedContent.tsx',
      spoil: text => text.replace('{probability !== null && <Text>{probability.text}</Text>}', ''),
      expected: /loading the Salesforce card says “54 % likely to convert/,
    },
  ],
};

/** One state of the card, as each page is opened with it. */
interface Pair {
  hubspot: Scene;
  salesforce: SalesforceScene;
}

interface Stage {
  browser: Browser;
  scripts: Scripts;
  salesforce: SalesforcePage;
}

async function checkParity({ folder }: Project): Promise<Fault[]> {
  const copy = realpathSync(mkdtempSync(join(tmpdir(), 'parity-')));
  const browser = await openBrowser();
  try {
    const build = buildPackage(undefined, join(copy, 'salesforce'));
    const salesforce = { build, html: await bundlePage(build) };
    const stage = { browser, salesforce, scripts: await bundleApp(folder, copy) };
    const faults: Fault[] = [];
    for (const pair of pairs()) faults.push(...(await compare(stage, pair)));
    return faults;
  } finally {
    await browser.close();
    rmSync(copy, { recursive: true });
  }
}

/** Every card of the service in both languages, and the paint from fields while it is awaited and while the service is down. */
function pairs(): Pair[] {
  const salesforce = new Map(cardScenes().map(scene => [scene.name, scene]));
  const answered = cardFixtures().map(fixture => fixtureScene(fixture, 'crm.record.sidebar'));
  const unanswered = unansweredScenes()
    .filter(({ name }) => ['en/loading', 'en/service-down'].includes(name))
    .map(scene => ({ ...scene, location: 'crm.record.sidebar' as const }));
  return [...answered, ...unanswered].map(hubspot => {
    const name = hubspot.name.replace(/-sidebar$/, '');
    return { hubspot, salesforce: salesforce.get(name) ?? salesforce.get(name.replace(/^en\//, ''))! };
  });
}

async function compare({ browser, scripts, salesforce }: Stage, pair: Pair): Promise<Fault[]> {
  const file = pair.salesforce.name;
  const there = await openSalesforceScene(browser, salesforce, pair.salesforce);
  const wanted = await linesOf(there.locator('main'));
  await there.close();
  const here = await openScene(browser, scripts, pair.hubspot);
  const said = await linesOf(here.locator('[data-extension]'));
  await here.close();
  const index = wanted.findIndex((line, place) => line !== said[place]);
  if (index >= 0)
    return [
      { file, message: `the Salesforce card says “${wanted[index]}”, HubSpot's “${said[index] ?? ''}”` },
    ];
  return said.slice(wanted.length).map(line => ({ file, message: `only HubSpot's card says “${line}”` }));
}

/** Signs, which each platform draws in its own way. */
const SIGNS = /[●◐○▲▼▽▸▾◌]/g;
/** The frame of each card: its title and the way to read it again; the bar's value is in the sentence beside it. */
const FRAME = /^(Lead score|Bewertung|Refresh the score|Bewertung aktualisieren|\d (of|von) 5)$/;

/** What can be read, line by line. */
async function linesOf(place: Locator): Promise<string[]> {
  // Words for who listens are not on the screen.
  await place.evaluate(shown => {
    for (const spoken of shown.querySelectorAll('.hs-spoken'))
      if (spoken.parentElement?.className === 'hs-icon') spoken.remove();
  });
  const text = await place.innerText();
  return text
    .split('\n')
    .map(line => line.replace(SIGNS, '').replace(/\s+/g, ' ').trim())
    .filter(line => line !== '' && !FRAME.test(line));
}
