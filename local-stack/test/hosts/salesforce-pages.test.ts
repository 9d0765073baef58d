import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { printed, spawnStart } from '../main-job/start-process.ts';
import { openBrowser } from './open-browser.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Of whatever a person waits for; a busy machine takes its time. */
const PATIENCE_MS = 30_000;

/** A folder for pictures of the pages, for the documents; without it none are taken. */
const PICTURES = process.env.AIX_PICTURES;

/** What a rep does with a lead, in a browser: the real components, on the real base components, against the real service. */
describe('the Salesforce pages of npm start', function () {
  this.timeout(300_000);
  const directory = mkdtempSync(join(tmpdir(), 'aix-pages-'));
  let stack: ChildProcess;
  let browser: Browser;
  let page: Page;
  let service: string;
  let recordUrl: string;
  const failures: string[] = [];

  before(async () => {
    stack = spawnStart(['--leads', '4000'], { AIX_DATA_DIR: directory });
    const out = await printed(stack, 'Ctrl-C');
    const address = /Open (\S+)/.exec(out)?.[1] ?? '';
    service = new URL(address).origin;
    browser = await openBrowser();
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(PATIENCE_MS);
    page.on('pageerror', error => failures.push(error.message));
    await page.goto(address);
  });
  after(async () => {
    await browser?.close();
    stack.kill('SIGTERM');
    await once(stack, 'exit');
    rmSync(directory, { recursive: true });
  });
  afterEach(() => assert.deepEqual(failures, [], 'no script failed'));

  const field = (name: string) => page.locator(`[data-field="${name}"]`);
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const says = (words: string | RegExp) => page.locator('c-score-card').getByText(words).first().waitFor();
  const fieldBecomes = (name: string, value: string) =>
    page
      .locator(`[data-field="${name}"]`)
      .and(page.getByText(value, { exact: true }))
      .waitFor();
  const axeViolations = async () => {
    await page.evaluate(AXE);
    return page.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string }[] }> } };
      return (await axe.run()).violations.map(({ id }) => id);
    });
  };

  it('are reached from the printed address, lead by lead', async () => {
    const link = page.locator('a[href*="/lightning/r/Lead/"]').first();
    const name = await link.textContent();
    await link.click();
    await page.getByRole('heading', { level: 1, name: name ?? '' }).waitFor();
    await page.getByText('Local preview').waitFor();
    recordUrl = page.url();
  });

  it('list the rep’s hottest leads, each linked', async () => {
    await page.getByRole('link', { name: 'Home' }).click();
    const leads = page.locator('c-hottest-leads li');
    await leads.first().waitFor();
    assert.equal(await leads.count(), 10);
    assert.deepEqual(await axeViolations(), []);
    await leads.nth(4).getByRole('link').click();
    await page.waitForURL(/\/lightning\/r\/Lead\//);
    recordUrl = page.url();
  });

  it('show the card of the service beside the record’s own fields', async () => {
    await says('Is this right?');
    const score = await field('AIX_Score__c').textContent();
    await says(`${await field('AIX_Band__c').textContent()} · ${score}`);
    await says(/likely to convert in 30 days/);
    assert.deepEqual(await axeViolations(), []);
  });

  if (PICTURES !== undefined)
    it('look like this', async () => {
      await page.screenshot({ path: join(PICTURES, 'local-preview.png') });
    });

  it('keep what a rep says of the score, until it is taken back', async () => {
    const said = async () => {
      const objectId = recordUrl.split('/').at(-2);
      const leads = await (await page.request.get(`${service}/v1/leads?limit=100`)).json();
      const { leadId } = leads.find((lead: { objectId: string }) => lead.objectId === objectId);
      return (await page.request.get(`${service}/v1/leads/${leadId}/feedback`)).json();
    };
    await press('No');
    await press('Wrong timing');
    await says('Thanks. It is kept with this score.');
    const [given] = await said();
    assert.deepEqual([given.isRight, given.reason, given.undoneAt], [false, 'wrong_timing', null]);
    await press('Undo');
    await says('Taken back.');
    assert.notEqual((await said())[0].undoneAt, null);
  });

  it('set a band beside the model’s on card and record, and end it', async () => {
    const band = await field('AIX_Band__c').textContent();
    await press('Set the band yourself');
    await page.getByRole('combobox', { name: 'Band' }).click();
    await page.getByRole('option', { name: 'Nurture' }).click();
    await page.getByRole('textbox', { name: 'Why' }).fill('Away until spring');
    await press('Save');
    await says(/^Set to Nurture by a person until/);
    await says('Reason: “Away until spring”');
    await fieldBecomes('AIX_Override_Band__c', 'Nurture');
    assert.equal(await field('AIX_Band__c').textContent(), band, 'the model’s band stays');
    await press('End your band now');
    await says('The model’s band holds again.');
    await page.locator('[data-field="AIX_Override_Band__c"]:empty').waitFor();
  });

  it('score the lead at once, and show the new score on card and record', async () => {
    await press('Score now');
    await says('Scored just now: nothing has changed.');
    const before = await field('AIX_Score__c').textContent();
    await sendEvents(page, service, (await field('Email').textContent()) ?? '');
    await press('Score now');
    await field('AIX_Score__c')
      .filter({ hasNotText: new RegExp(`^${before}$`) })
      .waitFor();
    await says(`· ${await field('AIX_Score__c').textContent()}`);
    await says(/^What changed$/);
  });

  it('speak German, fit a phone, and are reached by keyboard', async () => {
    await page.setViewportSize({ width: 375, height: 700 });
    await page.goto(`${recordUrl.split('?')[0]}?language=de`);
    await says('Stimmt das?');
    const root = 'document.documentElement';
    const tooWide = await page.evaluate(`${root}.scrollWidth - ${root}.clientWidth`);
    assert.equal(tooWide, 0);
    assert.deepEqual(await axeViolations(), []);
    await page.getByRole('button', { name: 'Nein' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await says('Danke. Es wird mit dieser Bewertung aufbewahrt.');
  });

  it('say so where there is no such lead, page or method', async () => {
    const { origin } = new URL(recordUrl);
    for (const path of [
      '/lightning/r/Lead/00Q000000009999AAA/view',
      '/lightning/r/Lead/nothing/view',
      '/nowhere',
    ])
      assert.equal((await page.request.get(origin + path)).status(), 404, path);
    const call = (method: string, data: unknown, headers = {}) =>
      page.request.post(`${origin}/ui/apex/${method}`, { data, headers });
    assert.equal((await call('ScoreCardController.constructor', {})).status(), 404);
    const foreign = await call('ScoreCardController.getCard', { recordId: "00Q' OR Name != '" });
    assert.deepEqual([foreign.status(), await foreign.json()], [500, { message: 'NOT_VISIBLE' }]);
    const form = await call('ScoreCardController.scoreNow', 'a=1', { 'content-type': 'text/plain' });
    assert.equal(form.status(), 404, 'what a form elsewhere can send is no call');
  });

  it('answer to no name but this machine’s', async () => {
    const asked = httpRequest(new URL('/', recordUrl), { headers: { host: 'evil.example' } }).end();
    const [response] = await once(asked, 'response');
    assert.equal(response.statusCode, 421);
    response.resume();
  });
});

/** Tells the service, as the tenant's own server does, that the lead asked for a demo three times. */
async function sendEvents(page: Page, service: string, email: string): Promise<void> {
  const made = await page.request.post(`${service}/v1/write-keys`, {
    data: { kind: 'secret', name: 'walk' },
  });
  const { key } = (await made.json()) as { key: string };
  const events = [1, 2, 3].map(id => ({
    ...{ id: `walk-${id}`, signal: 'demo_request' },
    ...{ at: new Date().toISOString(), email },
  }));
  const collected = await page.request.post(`${service}/v1/collect`, {
    headers: { authorization: `Bearer ${key}` },
    data: { events },
  });
  assert.equal(collected.status(), 202);
}
