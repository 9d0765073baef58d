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
const FIELDS: ShownFields = { score: '55', band: 'Nurture', reason: 'Month: may (+3)' };

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
    await says(/nothing is seen of it after 15 seconds/);
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
    const counts = { moved: 1, risen: 2, fallen: 0, written: { Salesforce: 1, HubSpot: 0 } };
    progress = {
      ...{ ...counts, phase: 'failed', problem: 'the service answered an event with 503' },
      ...{ clock: '09:30', sent: 1_200, total: 2_400 },
    };
    await page.goto(host.url);
    await says('The day was broken off: the service answered an event with 503');
    await says('09:30: 1,200 of 2,400 events told');
    await says('2 up, 0 down');
  });

  it('says so where nobody could visit', async () => {
    const before = visitor;
    visitor = undefined;
    await page.goto(`${host.url}/docs`);
    await says('Nobody to visit as');
    visitor = before;
  });
});
