import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { axeViolations, openStack } from './open-stack.ts';

/** A folder for pictures of the pages, for the documents; without it none are taken. */
const PICTURES = process.env.AIX_PICTURES;

/** What a rep does with a contact, in a browser: HubSpot's own bundle of the card, through the portal's proxy, against the real service. */
describe('the HubSpot pages of npm start', function () {
  this.timeout(300_000);
  let page: Page;
  let recordUrl: string;
  const failures: string[] = [];

  before(async () => {
    const { service, openPage } = await openStack();
    page = await openPage(failures);
    await page.goto(service);
  });
  after(() => page?.context().close());
  afterEach(() => assert.deepEqual(failures, [], 'no script failed'));

  const property = (name: string) => page.locator(`[data-property="${name}"]`);
  const card = () => page.locator('[data-extension]');
  const press = (name: string) => card().getByRole('button', { name, exact: true }).click();
  const says = (words: string | RegExp) => card().getByText(words).first().waitFor();

  it('are reached from the printed address, contact by contact', async () => {
    const link = page.locator('a[href*="/records/contact/"]').first();
    const name = await link.textContent();
    await link.click();
    await page.getByRole('heading', { level: 1, name: name ?? '' }).waitFor();
    await page.getByText('Local preview, not HubSpot').waitFor();
    recordUrl = page.url();
  });

  it('show the card of the service beside the contact’s own properties', async () => {
    await says('Is this right?');
    await says(`${await property('aix_band').textContent()} · ${await property('aix_score').textContent()}`);
    await says(/likely to convert in 30 days/);
    assert.equal(await page.locator('[data-unknown]').count(), 0, 'every component is mapped');
    assert.deepEqual(await axeViolations(page), []);
  });

  if (PICTURES !== undefined)
    it('look like this', async () => {
      await page.screenshot({ path: join(PICTURES, 'local-preview.png') });
    });

  it('keep what a rep says of the score, until it is taken back', async () => {
    await press('No');
    await press('Wrong timing');
    await says('Thanks. It is kept with this score.');
    await press('Undo');
    await says('Taken back.');
  });

  it('set a band beside the model’s on card and contact, and end it', async () => {
    const band = await property('aix_band').textContent();
    await press('Set the band yourself');
    await card().getByRole('combobox', { name: 'Band' }).selectOption('Nurture');
    await card().getByRole('textbox', { name: 'Why' }).fill('Away until spring');
    await press('Save');
    await says(/^Set to Nurture by a person until/);
    await property('aix_override_band').filter({ hasText: 'Nurture' }).waitFor();
    assert.equal(await property('aix_band').textContent(), band, 'the model’s band stays');
    await press('End your band now');
    await says('The model’s band holds again.');
    await page.locator('[data-property="aix_override_band"]:empty').waitFor();
  });

  it('score the contact at once', async () => {
    await press('Score now');
    await says('Scored just now: nothing has changed.');
  });

  it('speak German in the sidebar, fit a phone, and are used by keyboard', async () => {
    await page.setViewportSize({ width: 375, height: 700 });
    await page.goto(`${recordUrl.split('?')[0]}?language=de&place=crm.record.sidebar`);
    await says('Stimmt das?');
    const root = 'document.documentElement';
    assert.equal(await page.evaluate(`${root}.scrollWidth - ${root}.clientWidth`), 0);
    assert.deepEqual(await axeViolations(page), []);
    await card().getByRole('button', { name: 'Ja', exact: true }).focus();
    await page.keyboard.press('Enter');
    await says('Danke. Es wird mit dieser Bewertung aufbewahrt.');
  });

  it('say so where there is no such contact, page or call', async () => {
    const { origin } = new URL(recordUrl);
    for (const path of [
      '/contacts/1/record/0-1/999999',
      '/contacts/1/record/0-1/x',
      '/contacts/1/record/0-9/1',
      '/nowhere',
    ])
      assert.equal((await page.request.get(origin + path)).status(), 404, path);
    const form = await page.request.post(`${origin}/ui/fetch`, {
      data: 'a=1',
      headers: { 'content-type': 'text/plain' },
    });
    assert.equal(form.status(), 404, 'what a form elsewhere can send is no call');
    const elsewhere = await page.request.post(`${origin}/ui/fetch`, {
      data: { requestUri: 'https://elsewhere.example/', method: 'GET' },
    });
    assert.notEqual(elsewhere.status(), 200, 'the portal carries calls to the app’s own service only');
  });

  it('answer to no name but this machine’s', async () => {
    const asked = httpRequest(new URL('/', recordUrl), { headers: { host: 'evil.example' } }).end();
    const [response] = await once(asked, 'response');
    assert.equal(response.statusCode, 421);
    response.resume();
  });
});
