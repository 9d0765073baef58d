import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openBrowser } from '../../../../local-stack/test/hosts/open-browser.ts';
import { axeViolations } from '../../../../local-stack/test/hosts/open-stack.ts';
import { deliverDue } from '../../support/deliver-due.ts';
import { type MailReceiver, openMailReceiver } from '../../support/mail-receiver.ts';
import { openReceiver, type Receiver } from '../../support/receiver.ts';
import { HOSTILE_NAME, type ServedTenants, serveTenants } from '../service-fixture.ts';

/** A folder for pictures of the page, to be looked at; without it none are taken. */
const PICTURES = process.env.AIX_PICTURES;

describe('the page of alert channels', function () {
  this.timeout(120_000);
  let served: ServedTenants;
  let browser: Browser;
  let receiver: Receiver;
  let mail: MailReceiver;
  let context: BrowserContext;
  let page: Page;
  before(async () => {
    [receiver, mail, browser] = await Promise.all([openReceiver(), openMailReceiver(), openBrowser()]);
    served = await serveTenants({
      allowPrivateAddresses: true,
      recordPages: { salesforce: 'https://salesforce.example/{objectType}/{objectId}' },
      mail: { url: `smtp://127.0.0.1:${mail.port}`, from: 'alerts@aix.example' },
    });
    context = await browser.newContext();
    page = await context.newPage();
    page.setDefaultTimeout(5_000);
    await page.goto(served.service.sessionUrl(served.tenantId));
  });
  after(async () => {
    await browser?.close();
    await served?.close();
    await receiver?.close();
    await mail?.close();
  });

  const press = (name: string | RegExp) => page.getByRole('button', { name }).click();
  const box = (name: string) => page.getByRole('region', { name });
  const open = (summary: string) => page.locator('summary', { hasText: summary }).click();
  const picture = async (name: string, of = page) => {
    assert.deepEqual(await axeViolations(of), [], name);
    if (PICTURES === undefined) return;
    for (const [look, width, scheme] of [
      ['wide', 1000, 'light'],
      ['narrow', 280, 'light'],
      ['dark', 1000, 'dark'],
    ] as const) {
      await of.setViewportSize({ width, height: 900 });
      await of.emulateMedia({ colorScheme: scheme });
      const overflow = await of.evaluate('document.documentElement.scrollWidth - innerWidth');
      await of.screenshot({ path: join(PICTURES, `${name}-${look}.png`), fullPage: true });
      assert.ok(Number(overflow) <= 0, `${name} ${look} is wider than its window by ${overflow}`);
      assert.deepEqual(await axeViolations(of), [], `${name} ${look}`);
    }
    await of.setViewportSize({ width: 1000, height: 900 });
    await of.emulateMedia({ colorScheme: 'light' });
  };

  it('says that nobody is told yet', async () => {
    await page.getByRole('link', { name: 'Alert channels' }).click();
    await page.getByText('There are none yet').waitFor();
    await box('Hot leads that nobody has touched').getByText('There are none').waitFor();
    await picture('none');
  });

  it('shows hot leads that nobody has touched, with the way to their records', async () => {
    const since = new Date(Date.now() - 5 * 3_600_000);
    await served.service.context.database.withTenant(served.tenantId, sql =>
      sql.query(
        `update published set band = 'Hot', band_since = $2 where tenant_id = $1 and lead_id in
           (select lead_id from leads where tenant_id = $1 and email = 's@acme.example')`,
        [served.tenantId, since],
      ),
    );
    await page.goto(`${served.service.url}/`);
    await page.getByRole('link', { name: 'Hot leads that nobody has touched' }).click();
    const lead = box('Hot leads that nobody has touched').getByRole('listitem');
    assert.equal(await lead.count(), 1);
    const text = (await lead.textContent()) ?? '';
    assert.ok(text.startsWith(HOSTILE_NAME));
    assert.match(text, /Hot · \d+ points · since \d+ \w+ \d{4}.* UTC/);
    const link = lead.getByRole('link', { name: `Open in Salesforce: ${HOSTILE_NAME}` });
    assert.match((await link.getAttribute('href')) ?? '', /^https:\/\/salesforce\.example\/\w+\/scored$/);
    await picture('untouched');
  });

  it('adds an e-mail address that gathers daily, and really sends a test there', async () => {
    await open('Add an e-mail address');
    await page.fill('#email-name', 'Sales team');
    await page.getByLabel('E-mail address').fill('sales@acme.example');
    const shown = (field: string) => page.locator(`#email-${field}`).isVisible();
    assert.deepEqual([await shown('hour'), await shown('timeZone')], [false, false]);
    await page.selectOption('#email-when', 'hour');
    assert.deepEqual([await shown('hour'), await shown('timeZone')], [false, true]);
    await page.selectOption('#email-when', 'day');
    assert.deepEqual([await shown('hour'), await shown('timeZone')], [true, true]);
    await page.fill('#email-timeZone', 'Europe/Berlin');
    await picture('form');
    await press('Add an e-mail address');
    await page.getByText('Sales team was added').waitFor();
    await box('Sales team').getByText('Waiting for confirmation').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Send a test: Sales team' }).count(), 0);
    await picture('waiting');
    await press('Send again: Sales team');
    await page.getByText('less than ten minutes ago').waitFor();
    const link = () => /^http\S+/m.exec(mail.received.at(-1)!.text)![0];
    // Whoever opens the link needs no session; opening it confirms nothing.
    const reader = await browser.newContext({ locale: 'de-DE' });
    const asked = await reader.newPage();
    for (let opened = 0; opened < 2; opened += 1) {
      await asked.goto(link());
      await asked.getByText('Der Kanal „Sales team“').waitFor();
    }
    assert.deepEqual(await axeViolations(asked), []);
    await picture('asked', asked);
    await asked.getByRole('button', { name: 'Ja, Benachrichtigungen hierher senden' }).click();
    await asked.getByText('Bestätigt.').waitFor();
    await picture('confirmed', asked);
    const wrong = await asked.goto(`${link().slice(0, -4)}AAAA`);
    assert.equal(wrong?.status(), 400);
    await asked.getByText('Dieser Link bestätigt nichts').waitFor();
    await reader.close();
    await page.goto(`${served.service.url}/alert-channels`);
    await box('Sales team').getByText('gathered daily at 08:00 (Europe/Berlin)').waitFor();
    await press('Send a test: Sales team');
    await page.getByText('The test by Sales team arrived').waitFor();
    assert.deepEqual(
      mail.received.map(({ to }) => to),
      [['sales@acme.example'], ['sales@acme.example']],
    );
    await picture('tested');
  });

  it('shows a webhook’s secret once, and adds nothing twice when the answer is loaded again', async () => {
    await open('Add a webhook');
    await page.fill('#webhook-name', 'Routing');
    await page.getByLabel(/^Address of your system/).fill(receiver.url);
    await press('Add a webhook');
    assert.match((await page.locator('code').textContent()) ?? '', /^whsec_/);
    await picture('secret');
    await page.reload();
    await page.getByText('Routing was added').waitFor();
    assert.equal(await page.locator('code').count(), 0);
    assert.equal(await box('Routing').count(), 1);
  });

  it('says why a test did not arrive', async () => {
    receiver.answer = () => ({ status: 500 });
    await press('Send a test: Routing');
    await page.getByText('The test by Routing did not arrive').waitFor();
    await box('Routing').getByText('The receiver answered 500').waitFor();
    await picture('failing');
  });

  it('pauses and resumes', async () => {
    await press('Pause: Sales team');
    await box('Sales team').getByText('Paused').waitFor();
    await picture('paused');
    await press('Resume: Sales team');
    await box('Sales team').getByText('Working').waitFor();
  });

  it('says why a channel was disabled, until somebody resumes it', async () => {
    receiver.answer = () => ({ status: 410 });
    await press('Send a test: Routing');
    await box('Routing').getByText('it is gone for good').waitFor();
    await picture('disabled');
    assert.equal(await deliverDue(served.service.context), 1);
    assert.match(mail.received.at(-1)!.text, /^The alert channel “Routing” was disabled\./);
    await press('Resume: Routing');
    await box('Routing').getByText('Working').waitFor();
  });

  it('says why something was given up, and has it tried again', async () => {
    await box('Routing').getByText('2 given up').waitFor();
    await box('Routing').getByText('the last because: The receiver answered 410').waitFor();
    await picture('given-up');
    receiver.answer = () => ({ status: 204 });
    await press('Try again: Routing');
    await box('Routing').getByText('2 waiting').waitFor();
    assert.equal(await deliverDue(served.service.context), 2);
    await page.goto(`${served.service.url}/alert-channels`);
    await box('Routing').getByText('last delivered').waitFor();
    assert.equal(await page.getByText('given up').count(), 0);
    assert.equal(await page.getByRole('button', { name: /^Try again/ }).count(), 0);
    receiver.answer = () => ({ status: 410 });
  });

  it('speaks German to whoever’s browser does, reasons and all', async () => {
    const german = await browser.newContext({ locale: 'de-DE' });
    await german.addCookies(await context.cookies());
    const seite = await german.newPage();
    seite.setDefaultTimeout(5_000);
    await seite.goto(`${served.service.url}/alert-channels`);
    assert.equal(await seite.locator('html').getAttribute('lang'), 'de');
    await seite.getByText('gesammelt, täglich um 08:00 Uhr (Europe/Berlin)').waitFor();
    await seite.getByRole('button', { name: 'Test senden: Routing' }).click();
    await seite.getByText('Der Test über Routing kam nicht an').waitFor();
    await seite
      .getByRole('region', { name: 'Routing' })
      .getByText('Es gibt ihn nicht mehr')
      .first()
      .waitFor();
    await seite.getByRole('button', { name: 'Fortsetzen: Routing' }).click();
    await seite.getByText('1 aufgegeben, zuletzt aus diesem Grund: Der Empfänger antwortete 410').waitFor();
    await seite
      .getByRole('region', { name: 'Heiße Leads, um die sich niemand kümmert' })
      .getByText('Heiß ·')
      .waitFor();
    await seite.locator('summary', { hasText: 'Slack-Kanal hinzufügen' }).click();
    await seite.fill('#slack-name', '#vertrieb');
    await seite.getByLabel(/^Adresse des eingehenden/).fill('ftp://slack.example');
    await seite.getByRole('button', { name: 'Slack-Kanal hinzufügen' }).click();
    await seite.getByText('Die Adresse muss mit https:// beginnen').waitFor();
    await seite.locator('#slack-url').fill('https://slack.example/hook');
    await seite.locator('details[open] input[value=hot-up]').uncheck();
    await seite.getByRole('button', { name: 'Slack-Kanal hinzufügen' }).click();
    await seite.getByText('Kreuzen Sie mindestens einen Anlass an').waitFor();
    await picture('german', seite);
    await german.close();
    await page.goto(`${served.service.url}/alert-channels`);
  });

  it('keeps what was typed, and says what to mend', async () => {
    await open('Add a Slack channel');
    await page.fill('#slack-name', '#sales');
    await page.getByLabel(/^Address of the incoming/).fill('ftp://slack.example');
    await press('Add a Slack channel');
    await page.getByText('The address must begin with https://').waitFor();
    assert.equal(await page.inputValue('#slack-name'), '#sales');
    await picture('refused');
  });

  it('adds tasks in a CRM that is connected, which gather nothing', async () => {
    await open('Add tasks in the CRM');
    await page.locator('#crm_task-name').fill('Tasks');
    assert.equal(await page.locator('#crm_task-when').count(), 0);
    await press('Add tasks in the CRM');
    await page
      .getByText('It makes a task for each lead that passes one of these thresholds from now on')
      .waitFor();
    await box('Tasks').waitFor();
  });

  it('removes a channel only after it was asked twice', async () => {
    await box('Routing').locator('summary').click();
    await picture('removing');
    await press('Remove for good: Routing');
    await box('Routing').waitFor({ state: 'detached' });
  });

  it('is opened from a CRM by an address that holds once', async () => {
    const path = `/v1/connections/${served.connectionId}/channel-page`;
    const { url } = (await (await served.call(path, { method: 'POST', body: '{}' })).json()) as {
      url: string;
    };
    const other = await browser.newContext();
    const fresh = await other.newPage();
    await fresh.goto(url);
    await fresh.getByRole('heading', { name: 'Alert channels' }).waitFor();
    assert.equal(new URL(fresh.url()).search, '');
    await other.clearCookies();
    assert.equal((await fresh.goto(url))?.status(), 401);
    await other.close();
    const altered = await fetch(`${url.slice(0, -4)}AAAA`, { redirect: 'manual' });
    assert.equal(altered.status, 401);
  });

  it('is for admins with a session, and takes no form of another site', async () => {
    const { url } = served.service;
    const token = await served.service.sessionToken(served.tenantId, { person: 'Bo', role: 'rep' });
    const ask = (headers: Record<string, string>, method = 'GET', action = '') =>
      fetch(`${url}/alert-channels${action}`, { method, headers }).then(({ status }) => status);
    assert.equal(await ask({}), 401);
    assert.equal(await ask({ authorization: `Bearer ${token}` }), 403);
    const admin = await served.service.sessionToken(served.tenantId);
    const form = { authorization: `Bearer ${admin}`, 'content-type': 'application/x-www-form-urlencoded' };
    const elsewhere = { ...form, origin: 'https://evil.example' };
    assert.equal(await ask(elsewhere, 'POST'), 403);
    assert.equal(await ask(elsewhere, 'POST', `/${randomUUID()}/retry`), 403);
    assert.equal(await ask({ ...form, origin: new URL(url).origin }, 'POST'), 400);
  });
});
