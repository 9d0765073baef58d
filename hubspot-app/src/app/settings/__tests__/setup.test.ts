import assert from 'node:assert/strict';
import { Button, Form, Input, Link, LoadingButton } from '@hubspot/ui-extensions';
import { createRenderer } from '@hubspot/ui-extensions/testing';
import { createElement } from 'react';
import { Setup } from '../setup/Setup.tsx';

const STATUS = {
  ...{ state: 'working', name: 'acme.example', leads: 120, scored: 96, deadLetters: 0, lastCheck: null },
  ...{ api: { state: 'open' }, linked: [] as { name: string }[] },
};
const READINESS = {
  leads: 120,
  converted: 14,
  verdict: 'usable',
  missing: ['Fill in “Industry” more often'],
};
const TENANT = { horizonDays: 30, bandThresholds: { hot: 70, warm: 60, nurture: 40 } };
const LOSSES = { overrides: 3, feedback: 5, events: 240, receipts: 96 };

/** Opens the page. `answers` says what the service answers to the last part of a path; a number is a refusal. */
async function openSetup(answers: Readonly<Record<string, unknown>> = {}, language = 'en') {
  const sent: { path: string; body: unknown }[] = [];
  const given: Record<string, unknown> = { status: STATUS, readiness: READINESS, tenant: TENANT, ...answers };
  const worker = globalThis as unknown as Record<string, unknown>;
  worker.self = globalThis;
  worker.hsFetch = async (address: string, { body = null } = {}) => {
    const path = new URL(address).pathname;
    sent.push({ path, body });
    const answer = given[path.split('/').at(-1) ?? ''];
    return typeof answer === 'number' ? Response.json({}, { status: answer }) : Response.json(answer ?? {});
  };
  const renderer = createRenderer('settings');
  Object.assign(renderer.mocks.context.user, { language, locale: 'en-gb' });
  renderer.mocks.context.portal.timezone = 'Europe/Berlin';
  renderer.render(createElement(Setup));
  const shown = () => renderer.getRootNode().toString();
  const says = (words: RegExp) => renderer.waitFor(() => assert.match(shown(), words));
  const click = (label: string, which = 0) => {
    const isIt = ({ text }: { text: string | null }) => text === label;
    const buttons = [...renderer.findAll(Button, isIt), ...renderer.findAll(LoadingButton, isIt)];
    buttons.at(which)?.trigger('onClick');
  };
  const asked = (what: string) => sent.filter(({ path }) => path === `/v1/connections/own/${what}`);
  return { renderer, sent, given, shown, says, click, asked };
}

describe('the settings page', () => {
  it('says how the account stands, what success is, and where the bands begin', async () => {
    const { says } = await openSetup();
    await says(/acme\.example is connected\./);
    await says(/96 of 120 leads have a score\./);
    await says(/Your outcomes are enough for a first model, with wide ranges\./);
    await says(/120 leads were read, 14 of them converted\./);
    await says(/Fill in “Industry” more often/);
    await says(/within 30 days after the contact was created/);
    await says(/● Hot[\s\S]*from 70 points[\s\S]*– Low[\s\S]*below 40 points/);
  });

  it('speaks German', async () => {
    const { says } = await openSetup({}, 'de');
    await says(/Was als Erfolg zählt/);
  });

  it('says what is not as it should be', async () => {
    const { says } = await openSetup({
      status: { ...STATUS, state: 'ended', deadLetters: 2, api: { state: 'used_up' } },
    });
    await says(/HubSpot took the grant back: install the app again\./);
    await says(/2 records refused their score\./);
    await says(/HubSpot’s daily limit of calls is reached/);
  });

  for (const [what, status, words] of [
    ['who is no super admin', 403, /Only super admins of this HubSpot account[\s\S]*Ask a super admin/],
    ['an account that is not connected', 401, /Install the app again: Settings, Integrations/],
    ['a service that is down', 503, /The details cannot be reached right now/],
  ] as const)
    it(`shows ${what} why there is nothing to see, and another try`, async () => {
      const { says, given, click } = await openSetup({ status });
      await says(words);
      given.status = STATUS;
      click('Try again');
      await says(/acme\.example is connected\./);
    });

  it('looks into the account on request', async () => {
    const { says, click } = await openSetup({ check: { missingFields: ['aix_score'] } });
    await says(/Check now/);
    click('Check now');
    await says(/Score properties that are missing or have another type: aix_score\./);
  });
});

describe('linking to Salesforce', () => {
  it('shows a code that is entered there', async () => {
    const { says, click } = await openSetup({
      'link-codes': { code: 'K7QX-94TB-2M', expiresAt: '2026-11-23T13:12:00.000Z' },
    });
    await says(/Show a code/);
    click('Show a code');
    await says(/K7QX-94TB-2M[\s\S]*It holds once, until .*14:12\./);
  });

  it('takes a code from there, but only after saying what that costs', async () => {
    const { renderer, says, click, asked } = await openSetup({ link: { losses: LOSSES } });
    await says(/Code from Salesforce/);
    renderer.find(Input).trigger('onChange', ' K7QX94TB2M ' as never);
    await says(/K7QX94TB2M/);
    renderer.find(Form).trigger('onSubmit');
    await says(/3 bands set by people, 5 answers on scores, 240 events and 96 receipts/);
    assert.deepEqual(
      asked('link').map(({ body }) => body),
      [{ confirm: false, code: 'K7QX94TB2M' }],
    );
    click('Link', 1);
    await says(/Linked\./);
    assert.deepEqual(asked('link').at(-1)?.body, { confirm: true, code: 'K7QX94TB2M' });
  });

  it('changes nothing when what it costs is too much', async () => {
    const { says, click, asked, shown, renderer } = await openSetup({
      status: { ...STATUS, linked: [{ name: 'Acme org' }] },
      unlink: { losses: LOSSES },
    });
    await says(/Linked to Acme org\./);
    click('End the link');
    await says(/Each CRM then has its own model again/);
    click('Cancel');
    await renderer.waitFor(() => assert.ok(!shown().includes('240 events')));
    assert.deepEqual(
      asked('unlink').map(({ body }) => body),
      [{ confirm: false }],
    );
  });
});

describe('alerts', () => {
  it('lead to their page by an address that holds once, and say so when there is none', async () => {
    const url = 'https://aix.example/alert-channels/enter?pass=p';
    const { renderer, says, click, asked, given } = await openSetup({ 'channel-page': 503 });
    await says(/Where your people and systems hear that a lead became hot/);
    click('Get the address');
    await says(/cannot be reached right now/);
    given['channel-page'] = { url, expiresAt: new Date().toISOString() };
    click('Get the address');
    await says(/Open the alert channels[\s\S]*It holds once, until/);
    assert.deepEqual(renderer.find(Link).props.href, { url, external: true });
    assert.equal(asked('channel-page').length, 2);
  });
});

describe('disconnecting', () => {
  it('says what it removes and what stays before anything is sent', async () => {
    const { says, click, asked, shown } = await openSetup({ disconnect: { records: 120 } });
    await says(/Disconnect…/);
    click('Disconnect…');
    await says(/deletes what it keeps of this account[\s\S]*keep their last values until you delete them/);
    assert.equal(asked('disconnect').length, 0);
    click('Disconnect and delete');
    await says(/Disconnected\. Nothing more is read or written\./);
    assert.ok(!shown().includes('acme.example'));
    assert.equal(asked('disconnect').length, 1);
  });

  it('goes back without sending anything', async () => {
    const { says, click, asked, shown, renderer } = await openSetup();
    await says(/Disconnect…/);
    click('Disconnect…');
    await says(/Disconnect and delete/);
    click('Cancel');
    await renderer.waitFor(() => assert.ok(!shown().includes('Disconnect and delete')));
    assert.equal(asked('disconnect').length, 0);
  });
});
