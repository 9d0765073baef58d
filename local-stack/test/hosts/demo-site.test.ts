import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { axeViolations, type OpenStack, openStack } from './open-stack.ts';

/** A folder for pictures of the site, for the documents; without it none are taken. */
const PICTURES = process.env.AIX_PICTURES;

/** What a visitor of the demo bank's site does, in a browser: the real tracker, the real service, and both CRMs' records. */
describe('the demo site of npm start', function () {
  this.timeout(300_000);
  let stack: OpenStack;
  let page: Page;
  let siteUrl: string;
  /** Paths of requests to the service, the tracker's own left out. */
  const told: string[] = [];
  const failures: string[] = [];

  before(async () => {
    stack = await openStack();
    page = await stack.openPage(failures);
    page.on('request', request => {
      const { origin, pathname } = new URL(request.url());
      if (origin === stack.service && pathname.startsWith('/v1/') && pathname !== '/v1/tracker.js')
        told.push(pathname);
    });
    await page.goto(stack.service);
  });
  after(() => page?.context().close());
  afterEach(() => assert.deepEqual(failures, [], 'no script failed'));

  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const status = (state: string) => page.locator(`[data-status="${state}"]`);
  const record = (crm: string) => page.getByRole('region', { name: crm });
  const value = (crm: string, name: string) => record(crm).locator(`[data-value="${name}"]`);
  const visitor = () => page.getByRole('heading', { name: /^You visit as / }).textContent();
  const kept = () => page.evaluate(() => Object.keys(localStorage).filter(key => key.startsWith('aix.')));
  const replayed = () => page.locator('[data-replay-status]');

  it('is reached from the printed address', async () => {
    await page.getByRole('link', { name: /^Visit the demo bank’s site/ }).click();
    await page.getByText(/^Local preview: .* stand-ins of both CRMs/).waitFor();
    siteUrl = new URL(page.url()).origin;
    assert.match((await visitor()) ?? '', /^You visit as \w/);
    assert.deepEqual(await axeViolations(page), []);
  });

  it('asks, sends and keeps nothing before the visitor agrees, and says so', async () => {
    await page.getByRole('link', { name: 'Pricing' }).click();
    await press('Ask for a demo');
    await page.getByRole('link', { name: 'Docs' }).click();
    await page.getByText(/^Before you agree the tracker asks nothing/).waitFor();
    await press('No, thanks');
    await page.getByText(/^You did not agree: nothing is told/).waitFor();
    await page.getByRole('link', { name: 'Pricing' }).click();
    await page.waitForLoadState('load');
    assert.deepEqual([told, await kept()], [[], []]);
    await press('Change consent');
  });

  it('begins a day of other leads, stops it when told, and begins another', async () => {
    await press('Replay a day');
    await page.getByText(/^\d\d:\d\d: \d+ of \d+ events told$/).waitFor();
    await press('Stop');
    await replayed()
      .getByText(/^You stopped the day/)
      .waitFor();
    await press('Replay a day');
    await replayed().getByText('The day goes by …').waitFor();
  });

  it('says why a page view alone is not written, though the visitor was scored again', async () => {
    await page.getByRole('link', { name: 'Home' }).click();
    await press('Agree');
    await status('unchanged').waitFor();
    assert.match(
      (await status('unchanged').textContent()) ?? '',
      /^“Agree”: you were scored again, .* points/,
    );
    assert.ok(told.includes('/v1/collect'));
  });

  it('shows a click on both records, with the seconds that it took', async () => {
    await page.getByRole('link', { name: 'Pricing' }).click();
    await status('changed').waitFor();
    const before = await value('Salesforce', 'score').textContent();
    await press('Ask for a demo');
    await status('changed').waitFor();
    for (const crm of ['Salesforce', 'HubSpot']) {
      const since = (await record(crm).locator('[data-since]').textContent()) ?? '';
      const [, seconds, from, to] = /^([\d.]+)\ss after it: (\d+) → (\d+)/.exec(since) ?? [];
      assert.equal(from, before);
      assert.ok(Number(to) > Number(from), since);
      assert.ok(Number(seconds) > 0 && Number(seconds) < 15, since);
      assert.equal(to, await value(crm, 'score').textContent());
    }
    assert.deepEqual(await axeViolations(page), []);
    if (PICTURES !== undefined) await page.screenshot({ path: join(PICTURES, 'click.png'), fullPage: true });
  });

  it('leads to the records themselves, which show the same, each with its card', async () => {
    for (const [crm, field] of [
      ['Salesforce', '[data-field="AIX_Score__c"]'],
      ['HubSpot', '[data-property="aix_score"]'],
    ] as const) {
      // The page that was gone back to asks for the records anew.
      await value(crm, 'score').filter({ hasText: /^\d+$/ }).waitFor();
      const score = (await value(crm, 'score').textContent()) ?? '';
      await record(crm).getByRole('link').click();
      await page.locator(field).getByText(score, { exact: true }).waitFor();
      await page.getByText('Is this right?').first().waitFor();
      await page.goBack();
    }
  });

  it('asks the next visitor anew, who is somebody else', async () => {
    const first = await visitor();
    await press('Visit as somebody else');
    const isGone = async (heading: Locator) => heading.waitFor({ state: 'detached' });
    await isGone(page.getByRole('heading', { name: first ?? '', exact: true }));
    await page.getByRole('region', { name: 'Consent' }).waitFor();
    assert.deepEqual(await kept(), []);
  });

  it('fits a narrow window in the dark, and is used by keyboard', async () => {
    const narrow = await stack.openPage(failures, {
      ...{ viewport: { width: 280, height: 700 }, colorScheme: 'dark' },
    });
    await narrow.goto(siteUrl);
    await narrow.locator('[data-value="score"]').getByText(/\d/).first().waitFor();
    const root = 'document.documentElement';
    assert.equal(await narrow.evaluate(`${root}.scrollWidth - ${root}.clientWidth`), 0);
    assert.deepEqual(await axeViolations(narrow), []);
    await narrow.getByRole('button', { name: 'No, thanks' }).focus();
    await narrow.keyboard.press('Enter');
    const focused = narrow.getByRole('button', { name: 'Change consent' }).and(narrow.locator(':focus'));
    await focused.waitFor();
    await narrow.context().close();
  });

  it('says that a browser which a program drives is left out', async () => {
    const driven = await stack.openPage(failures, { isDriven: true });
    await driven.goto(siteUrl);
    await driven.getByRole('button', { name: 'Agree' }).click();
    await driven.getByText(/^A program drives this browser/).waitFor();
    await driven.context().close();
  });

  it('sums up a day that is over', async () => {
    await replayed()
      .getByText(/^The day is over/)
      .waitFor({ timeout: 90_000 });
    const [, sent, total] =
      /(\d+) of (\d+) events told/.exec(
        (await page.locator('[data-replay-clock]').textContent())?.replaceAll(',', '') ?? '',
      ) ?? [];
    assert.equal(sent, total);
    const count = async (label: string) => {
      const row = page.locator('[data-replay-counts] > div').filter({ hasText: label });
      return (await row.locator('dd').textContent()) ?? '';
    };
    const moved = Number(await count('Scores that changed'));
    assert.ok(moved > 0);
    // Of some only the next step changed.
    for (const crm of ['Salesforce', 'HubSpot'])
      assert.ok(Number(await count(`${crm} records written`)) >= moved, crm);
    const repeats = Number(await count('Sent again, counted once'));
    assert.ok(repeats > 0 && repeats < Number(sent) / 10, String(repeats));
    assert.match(await count('Thresholds passed'), /^\d+ up, \d+ down$/);
  });

  it('does nothing that a form elsewhere can ask, and answers to no name but this machine’s', async () => {
    for (const act of ['visitor', 'replay', 'replay-stop']) {
      const form = await page.request.post(`${siteUrl}/live/${act}`, {
        data: 'a=1',
        headers: { 'content-type': 'text/plain' },
      });
      assert.equal(form.status(), 404, act);
    }
    assert.equal((await page.request.get(`${siteUrl}/nowhere`)).status(), 404);
    const asked = httpRequest(new URL(siteUrl), { headers: { host: 'evil.example' } }).end();
    const [response] = await once(asked, 'response');
    assert.equal(response.statusCode, 421);
    response.resume();
  });
});
