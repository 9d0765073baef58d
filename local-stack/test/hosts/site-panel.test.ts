import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import {
  type ReplayProgress,
  type ServiceState,
  type ShownFields,
  type SiteHost,
  type SiteVisitor,
  startSiteHost,
} from '../../hosts/site/index.ts';
import { AS_A_PERSON, hideDriver, openBrowser } from './open-browser.ts';

const SCORED: ServiceState = {
  scoredAt: '2026-11-27T09:00:00.000Z',
  scorePoints: 55,
  publishedAt: '2026-11-27T09:00:00.000Z',
};
const FIELDS: ShownFields = { score: '55', band: 'Nurture', reason: 'Month: may (+3)', step: 'Call · Hot' };

/** What the panel says when things stand as a test has them; the tracker of this site is nowhere. */
describe('the panel beside the demo site', function () {
  this.timeout(30_000);
  let service: ServiceState | undefined;
  let crms: Record<'Salesforce' | 'HubSpot', ShownFields | undefined>;
  let progress: ReplayProgress | undefined;
  let visitor: SiteVisitor | undefined;
  let host: SiteHost;
  let browser: Browser;
  let page: Page;

  const or = <T>(given: T | undefined): T => {
    if (given === undefined) throw new Error('away');
    return given;
  };
  before(async () => {
    const record = (crm: keyof typeof crms) => ({ crm, pageUrl: '/', read: async () => or(crms[crm]) });
    visitor = {
      name: 'Ada Silva',
      records: [record('Salesforce'), record('HubSpot')],
      identityToken: async () => '</script>',
    };
    browser = await openBrowser(AS_A_PERSON);
    host = await startSiteHost({
      ...{ port: 0, serviceUrl: 'http://127.0.0.1:9', publicKey: 'aix_pk_test' },
      visitor: () => visitor,
      changeVisitor: async () => undefined,
      serviceState: async () => or(service),
      replay: { start: () => undefined, stop: () => undefined, progress: async () => progress },
    });
  });
  after(async () => {
    await browser?.close();
    await host?.close();
  });
  beforeEach(async () => {
    service = SCORED;
    crms = { Salesforce: FIELDS, HubSpot: FIELDS };
    progress = undefined;
    const context = await browser.newContext();
    await hideDriver(context);
    page = await context.newPage();
    await page.clock.install();
  });
  afterEach(() => page.context().close());

  const says = (words: string | RegExp) => page.getByText(words).first().waitFor({ timeout: 5_000 });
  const status = () => page.locator('[data-status]').textContent();
  /** A visitor who agreed before, and clicks. */
  const click = async () => {
    await page.addInitScript(() => localStorage.setItem('demo.consent', 'yes'));
    await page.goto(`${host.url}/pricing`);
    await says('You agreed. Click something on the site.');
    await says('Month: may (+3)');
    await page.getByRole('button', { name: 'Ask for a demo' }).click();
  };
  const scoredAgain = (scorePoints: number) => ({
    ...{ ...SCORED, scorePoints },
    scoredAt: '2026-11-27T09:00:01.000Z',
  });

  it('waits until both records have changed', async () => {
    await click();
    await says(/on its way to both records/);
    service = { ...scoredAgain(78), publishedAt: '2026-11-27T09:00:01.000Z' };
    const changed = { ...FIELDS, score: '78', band: 'Hot' };
    crms = { Salesforce: changed, HubSpot: FIELDS };
    await says(/after it: 55 → 78, Nurture → Hot$/);
    await page.clock.runFor(3_000);
    assert.match((await status()) ?? '', /on its way/, 'HubSpot has not got it yet');
    crms = { Salesforce: changed, HubSpot: changed };
    await says(/both records have it [\d.]+\ss later/);
  });

  it('names what changed besides score and band', async () => {
    await click();
    crms = { Salesforce: { ...FIELDS, step: 'Wait' }, HubSpot: { ...FIELDS, reason: 'Pricing page viewed' } };
    await says(/after it: another next step$/);
    await says(/after it: another reason$/);
  });

  it('says why nothing is written of a score that moved by less than its noise', async () => {
    await click();
    service = scoredAgain(56);
    await page.clock.runFor(2_000);
    await says(/you were scored again, 56 points, where the records say 55\. Nothing is written while/);
  });

  it('says when nothing was seen of a click', async () => {
    await click();
    await says(/on its way/);
    await page.clock.runFor(15_500);
    await says(/nothing is seen of it after 15 seconds\. Perhaps the service is busy, .* told who you are/);
  });

  it('says so when the visitor was scored again and a record does not show it', async () => {
    await click();
    service = { ...scoredAgain(78), publishedAt: '2026-11-27T09:00:01.000Z' };
    crms = { Salesforce: { ...FIELDS, score: '78' }, HubSpot: FIELDS };
    await says(/after it: 55 → 78$/);
    await page.clock.runFor(15_500);
    await says(/you were scored again, and after 15 seconds a record does not show it/);
  });

  it('tells the tracker who visits each time that the visitor agrees', async () => {
    await page.goto(host.url);
    for (const name of ['Agree', 'Change consent', 'Agree'])
      await page.getByRole('button', { name, exact: true }).click();
    const told = await page.evaluate(() =>
      (globalThis as unknown as { aix: { q: ArrayLike<unknown>[] } }).aix.q.map(words => [
        ...Array.from(words),
      ]),
    );
    const agreed = [
      ['consent', true],
      ['identify', '</script>'],
    ];
    assert.deepEqual(told, [...agreed, ['consent', false], ...agreed]);
  });

  it('works in a browser that keeps nothing, for as long as the page, and says so', async () => {
    const failures: string[] = [];
    page.on('pageerror', error => failures.push(error.message));
    await page.addInitScript(() => {
      for (const name of ['localStorage', 'sessionStorage'])
        Object.defineProperty(globalThis, name, {
          get() {
            throw new DOMException('blocked', 'SecurityError');
          },
        });
    });
    await page.goto(host.url);
    await says(/^Your browser keeps nothing for this site: your answer holds for this page only/);
    await page.getByRole('button', { name: 'Agree', exact: true }).click();
    await says('“Agree”: on its way to both records …');
    await page.getByRole('button', { name: 'Change consent' }).click();
    await says(/^Before you agree/);
    await page.reload();
    await page.getByRole('region', { name: 'Consent' }).waitFor();
    assert.deepEqual(failures, []);
  });

  it('shows from the first moment what the records and the visitor have said', async () => {
    await page.addInitScript(() => localStorage.setItem('demo.consent', 'yes'));
    await page.route('**/live/*', () => undefined);
    await page.goto(host.url, { waitUntil: 'domcontentloaded' });
    assert.equal(await status(), 'You agreed. Click something on the site.');
    const shown = await page.locator('[data-value]').allTextContents();
    assert.deepEqual(shown, [...Object.values(FIELDS), ...Object.values(FIELDS)]);
    assert.equal(await page.getByText('…', { exact: true }).count(), 0);
  });

  it('takes what is written in the form without a word of it in an address', async () => {
    await page.addInitScript(`
      localStorage.setItem('demo.consent', 'yes');
      addEventListener('submit', () => localStorage.setItem('submitted', 'yes'), true);
    `);
    const addresses: string[] = [];
    page.on('request', request => addresses.push(request.url()));
    await page.goto(`${host.url}/contact`);
    await page.getByLabel('Phone').fill('0123456');
    await page.getByLabel('What is it about?').fill('secretword');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    await says(/^“Send”: on its way/);
    assert.equal(new URL(page.url()).pathname, '/contact/thanks');
    assert.equal(await page.evaluate(() => localStorage.getItem('submitted')), 'yes');
    assert.deepEqual(
      addresses.filter(address => /0123456|secretword/.test(address)),
      [],
    );
    await page.reload();
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
  });

  it('says when the service is away, when a CRM is, and when they are back', async () => {
    await click();
    service = undefined;
    crms = { Salesforce: FIELDS, HubSpot: undefined };
    await page.clock.runFor(500);
    await says(/^The service does not answer\. The tracker keeps what you do/);
    await says('HubSpot does not answer.');
    service = SCORED;
    crms = { Salesforce: FIELDS, HubSpot: FIELDS };
    await page.clock.runFor(500);
    await says(/on its way/);
  });

  it('respects what the browser says of tracking', async () => {
    await page.addInitScript(() =>
      Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { value: true }),
    );
    await page.goto(host.url);
    await says(/^Your browser asks not to be tracked/);
  });

  it('says why a day was broken off', async () => {
    const counts = { repeats: 3, moved: 1, risen: 2, fallen: 0, written: { Salesforce: 1, HubSpot: 0 } };
    progress = {
      ...{ ...counts, phase: 'failed', problem: 'the service answered an event with 503' },
      ...{ clock: '09:30', sent: 1_200, total: 2_400 },
    };
    await page.goto(host.url);
    await says('The day was broken off: the service answered an event with 503');
    await says('09:30: 1,200 of 2,400 events told');
    await says('2 up, 0 down');
    await says('Sent again, counted once');
    await says(/^One rise can pass several thresholds/);
  });

  it('says so where nobody could visit', async () => {
    const before = visitor;
    visitor = undefined;
    await page.goto(`${host.url}/docs`);
    await says('Nobody to visit as');
    visitor = before;
  });
});
