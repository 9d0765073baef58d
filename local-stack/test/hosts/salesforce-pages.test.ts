import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { axeViolations, openStack } from './open-stack.ts';
import { walkThroughSetup } from './setup-walk.ts';

/** A folder for pictures of the pages, for the documents; without it none are taken. */
const PICTURES = process.env.AIX_PICTURES;

interface RankedLead {
  leadId: string;
  objectType: string;
  objectId: string;
}

/** What a rep does with a lead, in a browser: the real components, on the real base components, against the real service. */
describe('the Salesforce pages of npm start', function () {
  this.timeout(300_000);
  let page: Page;
  let service: string;
  let recordUrl: string;
  let portal: string;
  let leadId: string;
  const failures: string[] = [];

  before(async () => {
    const stack = await openStack();
    ({ service } = stack);
    page = await stack.openPage(failures);
    await page.goto(service);
    const contact = await page.locator('a[href*="/records/contact/"]').first().getAttribute('href');
    portal = new URL(contact ?? '', page.url()).origin;
    await scriptOf(page);
  });
  after(() => page?.context().close());
  afterEach(() => assert.deepEqual(failures, [], 'no script failed'));

  const field = (name: string) => page.locator(`[data-field="${name}"]`);
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const says = (words: string | RegExp) => page.locator('c-score-card').getByText(words).first().waitFor();
  const fieldBecomes = (name: string, value: string) =>
    page
      .locator(`[data-field="${name}"]`)
      .and(page.getByText(value, { exact: true }))
      .waitFor();

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
    assert.deepEqual(await axeViolations(page), []);
    await leads.nth(4).getByRole('link').click();
    await page.waitForURL(/\/lightning\/r\/Lead\//);
  });

  it('show the card of the service beside the record’s own fields', async () => {
    const leads: RankedLead[] = await (await page.request.get(`${service}/v1/leads?limit=200`)).json();
    const withRoom = leads.findLast(({ objectType }) => objectType === 'Lead');
    assert.ok(withRoom, 'a lead of the org whose score can still rise');
    leadId = withRoom.leadId;
    recordUrl = recordUrl.replace(/\/Lead\/[^/]+/, `/Lead/${withRoom.objectId}`);
    await page.goto(recordUrl);
    await says('Is this right?');
    const score = await field('AIX_Score__c').textContent();
    await says(`${await field('AIX_Band__c').textContent()} · ${score}`);
    await says(/likely to convert in 30 days/);
    assert.deepEqual(await axeViolations(page), []);
  });

  if (PICTURES !== undefined)
    it('look like this', async () => {
      await page.screenshot({ path: join(PICTURES, 'local-preview.png') });
    });

  it('keep what a rep says of the score, until it is taken back', async () => {
    const said = async () => (await page.request.get(`${service}/v1/leads/${leadId}/feedback`)).json();
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
    await says('Recent activity');
    await says(/^Demo requested, \d\d:\d\d \(\+\d+\)$/);
  });

  it('speak German, fit a phone, and are reached by keyboard', async () => {
    await page.setViewportSize({ width: 375, height: 700 });
    await page.goto(`${recordUrl.split('?')[0]}?language=de`);
    await says('Stimmt das?');
    const root = 'document.documentElement';
    const tooWide = await page.evaluate(`${root}.scrollWidth - ${root}.clientWidth`);
    assert.equal(tooWide, 0);
    assert.deepEqual(await axeViolations(page), []);
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

  walkThroughSetup({
    page: () => page,
    origin: () => new URL(recordUrl).origin,
    portal: () => portal,
    service: () => service,
    axeViolations: () => axeViolations(page),
    pictures: PICTURES,
  });
});

/** Waits until the script of the components is made, which takes a while where a source has changed. */
async function scriptOf(page: Page): Promise<void> {
  const link = await page.locator('a[href*="/lightning/r/Lead/"]').first().getAttribute('href');
  const script = new URL('/assets/components.js', new URL(link ?? '', page.url()));
  assert.equal((await page.request.get(script.href, { timeout: 240_000 })).status(), 200);
}

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
