import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** What the walk needs of the pages that are open. */
export interface SetupWalk {
  page(): Page;
  /** Where the org's pages are served. */
  origin(): string;
  /** Where the portal's pages are served. */
  portal(): string;
  /** Where the service is. */
  service(): string;
  axeViolations(): Promise<string[]>;
  /** A folder for pictures, where some are taken. */
  pictures: string | undefined;
}

/** A one-time code for linking. */
const CODE = /^\w{4}-\w{4}-\w{4}$/;

/** What an admin does in the setup assistant, against the real service; at its end the org is disconnected. */
export function walkThroughSetup({
  page,
  origin,
  portal,
  service,
  axeViolations,
  pictures,
}: SetupWalk): void {
  const setup = () => page().locator('c-scoring-setup');
  const says = (words: string | RegExp) => setup().getByText(words).first().waitFor();
  const press = (name: string) => setup().getByRole('button', { name, exact: true }).click();
  const open = (query: string) => page().goto(`${origin()}/lightning/page/setup?${query}`);

  it('show the setup assistant to admins only, in the page and behind it', async () => {
    await open('viewer=rep');
    await says(/^Only for admins of the app/);
    const asked = await page().request.post(`${origin()}/ui/apex/SetupController.disconnect?viewer=rep`, {
      data: { idempotencyKey: 'a-rep-may-not-do-this' },
    });
    assert.deepEqual([asked.status(), await asked.json()], [500, { message: 'NO_PERMISSION' }]);
  });

  it('tell an admin how the connection stands, and whether there is enough to learn from', async () => {
    await page().setViewportSize({ width: 1280, height: 900 });
    await page().goto(`${origin()}/lightning/page/home`);
    await page().getByRole('link', { name: 'Setup' }).click();
    await says(/is connected as aix\.integration@/);
    await says(/^\d+ of \d+ leads have a score\.$/);
    await says(/^Your outcomes are enough/);
    assert.deepEqual(await axeViolations(), []);
    if (pictures !== undefined)
      await page().screenshot({ path: join(pictures, 'setup.png'), fullPage: true });
  });

  it('make a test call that looks at fields and certificate', async () => {
    await press('Check now');
    await says('The service knows this org’s certificate.');
    await says('All score fields can be written.');
  });

  it('save what identifies the org, and nothing that is no public certificate', async () => {
    await press('Save');
    await says(/^Salesforce is saving it/);
    await setup().getByLabel('Signing certificate').fill('-----BEGIN PRIVATE KEY-----');
    await press('Save');
    await says(/could not be|not accepted|not valid|cannot/i);
  });

  it('end the link to HubSpot after saying what that costs', async () => {
    await open('viewer=admin');
    await says(/^Linked to /);
    await press('End the link');
    await says(/^This org’s records are read anew/);
    await setup().locator('[data-confirm]').first().click();
    await says('The link is ended.');
  });

  it('link the org again by a code that HubSpot’s settings show, and no other', async () => {
    const hubspot = await page().context().newPage();
    await hubspot.goto(`${portal()}/settings?viewer=admin`);
    await hubspot.getByRole('button', { name: 'Show a code' }).click();
    await hubspot.getByText(/^Enter it in Salesforce\. It holds once/).waitFor();
    const code = (await hubspot.getByText(CODE).textContent()) ?? '';
    await open('viewer=admin');
    const enter = async (text: string) => {
      await setup().getByLabel('Code from HubSpot').fill(text);
      await press('Link');
    };
    await enter('AAAA-AAAA-AAAA');
    await says('What was entered cannot be used. Check it and try again.');
    await enter(code);
    await says(/^This org’s records are read anew/);
    await setup().locator('[data-confirm]').first().click();
    await says('Linked.');
    await hubspot.reload();
    await hubspot.getByText(/^Linked to /).waitFor();
    await hubspot.close();
  });

  it('lead from the settings of both CRMs to the page of alert channels, with a session', async () => {
    const hubspot = await page().context().newPage();
    await hubspot.goto(`${portal()}/settings?viewer=admin`);
    await hubspot.getByRole('button', { name: 'Get the address' }).click();
    await open('viewer=admin');
    await press('Get the address');
    for (const [crm, settings] of Object.entries({ hubspot, salesforce: page() })) {
      const link = settings.getByRole('link', { name: 'Open the alert channels' });
      const url = (await link.getAttribute('href')) ?? '';
      if (pictures !== undefined)
        await settings.screenshot({ path: join(pictures, `channels-${crm}.png`), fullPage: true });
      const visitor = await page().context().browser()!.newContext();
      const channels = await visitor.newPage();
      await channels.goto(url);
      await channels.getByRole('heading', { name: 'Alert channels' }).waitFor();
      await visitor.close();
    }
    assert.deepEqual(await axeViolations(), []);
    await hubspot.close();
  });

  it('disconnect the org after saying what that removes, and say it is gone', async () => {
    await open('viewer=admin');
    await press('Disconnect…');
    await says(/^The service deletes what it keeps of this org/);
    await press('Disconnect and delete');
    await says('Disconnected. Nothing more is read or written.');
    const connections = await (await page().request.get(`${service()}/v1/connections`)).json();
    const crms = (connections as { crm: string }[]).map(({ crm }) => crm);
    assert.ok(!crms.includes('salesforce'), String(crms));
    const status = await page().request.post(`${origin()}/ui/apex/SetupController.getStatus?viewer=admin`, {
      data: {},
    });
    assert.equal(status.status(), 500);
  });
}
