import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import chromiumFromNpm from '@sparticuz/chromium';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { Scripts } from '../../../local-stack/hosts/hubspot/bundle/bundle-app.ts';
import { REPOSITORY } from '../project.ts';
import type { Scene } from './scene.ts';

const STYLES = readFileSync(join(REPOSITORY, 'local-stack/hosts/hubspot/page.css'), 'utf8');
/** No such host exists: whatever the page asks for is answered here. */
const ADDRESS = 'http://extension.invalid';
/** Of whatever a person waits for; a busy machine takes its time. */
const PATIENCE_MS = 20_000;

/** The Chromium of the npm package @sparticuz/chromium, which brings the libraries that a bare system lacks. */
export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: await chromiumFromNpm.executablePath(),
    // One process for all would end with the first page that is closed.
    args: chromiumFromNpm.args.filter(argument => argument !== '--single-process'),
    headless: true,
  });
}

/** Opens a scene's extension, as HubSpot's bundler made it, on a page of our host, and does what a person does. */
export async function openScene(browser: Browser, scripts: Scripts, scene: Scene): Promise<Page> {
  const page = await browser.newPage({
    colorScheme: scene.isDark ? 'dark' : 'light',
    locale: scene.language === 'de' ? 'de-DE' : 'en-GB',
    timezoneId: 'Europe/Berlin',
  });
  page.setDefaultTimeout(PATIENCE_MS);
  await page.addInitScript(playPlatform, sceneData(scene));
  await page.route('**/*', route => {
    const name = new URL(route.request().url()).pathname.split('/').at(-1) ?? '';
    const script = scripts[name];
    return script === undefined
      ? route.fulfill({ contentType: 'text/html', body: html(scene) })
      : route.fulfill({ contentType: 'text/javascript', body: script });
  });
  await page.goto(ADDRESS);
  const card = page.locator('[data-extension]');
  await card.locator(':scope > *').first().waitFor({ state: 'attached' });
  await card.getByText(scene.paints).first().waitFor({ state: 'attached' });
  for (const name of scene.presses) await page.getByRole('button', { name, exact: true }).click();
  return page;
}

function html({ language, script, location, objectTypeId, permissions }: Scene): string {
  const locale = language === 'de' ? 'de-de' : 'en-gb';
  const user = {
    ...{
      id: 7,
      email: 'sam.rep@example.com',
      emails: ['sam.rep@example.com'],
      firstName: 'Sam',
      lastName: 'Rep',
    },
    ...{ roles: [], teams: [], language, locale, permissions },
  };
  const shown = {
    script: `${ADDRESS}/${script}`,
    page: { path: '/', params: {} },
    context: {
      ...{
        location,
        user,
        portal: { id: 4_400_001, timezone: 'Europe/Berlin' },
        crm: { objectId: 51, objectTypeId },
      },
      extension: { appId: 1, appName: 'AIX Lead Qualification' },
    },
  };
  const data = JSON.stringify(shown).replaceAll('&', '&amp;').replaceAll("'", '&#39;');
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>Extension</title>
<style>${STYLES} main { padding: 16px; }</style></head><body><main><section class="host-card" aria-label="Card"><div data-extension='${data}'></div></section></main>
<script src="/host.js"></script></body></html>`;
}

interface SceneData {
  answers: { method: string; path: string; status: number; body: unknown }[];
  properties: Scene['properties'];
  associated: Scene['associated'];
  found: Scene['found'];
}

function sceneData({ answers, properties, associated, found }: Scene): SceneData {
  return {
    answers: answers.map(answer => ({ ...answer, path: answer.path.source })),
    ...{ properties, associated, found },
  };
}

/** Makes `globalThis.platform` answer as the scene says. It runs in the page, so it uses nothing from here. */
function playPlatform({ answers, properties, associated, found }: SceneData): void {
  const platform = {
    fetch(url: string, options: { method?: string }) {
      const { method = 'GET' } = options;
      const { pathname } = new URL(url);
      const answer = answers.find(each => each.method === method && new RegExp(each.path).test(pathname));
      if (answer === undefined) return new Promise(() => undefined);
      return Promise.resolve({ status: answer.status, body: JSON.stringify(answer.body) });
    },
    properties: async (names: string[]) =>
      Object.fromEntries(names.map(name => [name, properties[name] ?? null])),
    associations: async ({ toObjectType }: { toObjectType: string }) => ({
      results: (associated[toObjectType] ?? []).map(record => ({
        toObjectId: record.id,
        associationTypes: [],
        properties: record.properties,
      })),
      hasMore: false,
      nextOffset: 0,
    }),
    search: async () => ({
      results: found.map(record => ({ objectId: record.id, properties: record.properties })),
      total: found.length,
      hasMore: false,
    }),
    act: () => undefined,
  };
  Object.assign(globalThis, { platform });
}
