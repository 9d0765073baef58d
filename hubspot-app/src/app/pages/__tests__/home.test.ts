import assert from 'node:assert/strict';
import { Alert, Button, type FetchCrmSearchRequest } from '@hubspot/ui-extensions';
import { createRenderer } from '@hubspot/ui-extensions/testing';
import { createElement } from 'react';
import { readerOf } from '../generated/reader.ts';
import { contactRow } from '../home/contact-row.ts';
import { Home } from '../home/Home.tsx';
import { startOfDay } from '../home/start-of-day.ts';

const GRACE = {
  objectId: 2,
  properties: {
    ...{ firstname: 'Grace', lastname: 'Hopper', company: 'Navy' },
    ...{ aix_score: '82', aix_band: 'Hot', aix_trend_7d: '14', aix_scored_at: '2026-11-23T13:02:11.000Z' },
  },
};
const MODEL = {
  version: 14,
  facts: {
    ...{ rows: 412, conversions: 87, verdict: { verdict: 'ready' } },
    leakSuspects: [
      { column: 'budget', isBlocked: true },
      { column: 'job', isBlocked: false },
    ],
  },
};

/** What the service tells, newest first: of contact 5 the reader sees nothing. */
const CHANGES = [
  { objectType: 'contact', objectId: '5', direction: 'up', band: 'Hot', crossedAt: momentToday(3) },
  { objectType: 'contact', objectId: '2', direction: 'down', band: 'Nurture', crossedAt: momentToday(2) },
  { objectType: 'contact', objectId: '2', direction: 'up', band: 'Hot', crossedAt: momentToday(1) },
];

function momentToday(ms: number): string {
  return new Date(startOfDay(new Date(), 'Europe/Berlin') + ms).toISOString();
}

function openHome(
  contacts: readonly (typeof GRACE)[],
  {
    model = MODEL as unknown,
    changes = CHANGES as unknown[],
    status = 200,
    error = null as Error | null,
    language = 'en',
  } = {},
) {
  const worker = globalThis as unknown as Record<string, unknown>;
  worker.self = globalThis;
  const asked: URL[] = [];
  worker.hsFetch = async (address: string) => {
    asked.push(new URL(address));
    return Response.json(address.includes('/band-changes') ? changes : model, { status });
  };
  const searches: FetchCrmSearchRequest[] = [];
  // The one hook that HubSpot’s test renderer does not stand in for asks the worker.
  worker.__HUBSPOT_EXTENSION_WORKER__ = true;
  worker.hsWorkerAPI = {
    fetchCrmSearch: async (search: FetchCrmSearchRequest) => {
      searches.push(search);
      if (error !== null) throw error;
      return Response.json({ data: { results: contacts, total: contacts.length, hasMore: false } });
    },
  };
  const renderer = createRenderer('pages');
  Object.assign(renderer.mocks.context.user, { language, locale: 'en-gb' });
  renderer.mocks.context.portal.timezone = 'Europe/Berlin';
  renderer.render(createElement(Home));
  const shown = () => renderer.getRootNode().toString();
  const says = (words: RegExp) => renderer.waitFor(() => assert.match(shown(), words));
  return { renderer, searches, asked, shown, says };
}

describe('the app home', () => {
  it('lists contacts with their score and where it goes', async () => {
    const { says } = openHome([GRACE]);
    await says(/Hottest contacts[\s\S]*Grace Hopper, Navy[\s\S]*● Hot · 82[\s\S]*▲ \+14 in 7 days/);
    await says(/record\/0-1\/2/);
  });

  it('asks HubSpot for the hottest contacts', async () => {
    const { searches, says } = openHome([GRACE]);
    await says(/Grace/);
    assert.equal(searches[0]?.sorts?.[0]?.propertyName, 'aix_score');
    const hasScore = { propertyName: 'aix_score', operator: 'HAS_PROPERTY' };
    assert.deepEqual(searches[0]?.filterGroups?.[0]?.filters, [hasScore]);
  });

  it('says who went into another band since midnight, of those that HubSpot shows the reader', async () => {
    const { says, shown, asked, searches } = openHome([GRACE]);
    await says(/down to ○ Nurture[\s\S]*00:00[\s\S]*up to ● Hot/);
    assert.equal(shown().split('Grace Hopper, Navy').length, 4, 'hottest once, changed twice');
    assert.doesNotMatch(shown(), /record\/0-1\/5/);
    const question = asked.find(({ pathname }) => pathname.endsWith('/own/band-changes'));
    assert.equal(question?.searchParams.get('since'), momentToday(0));
    const named = { propertyName: 'hs_object_id', operator: 'IN', values: ['5', '2'] };
    assert.deepEqual(searches[1]?.filterGroups?.[0]?.filters, [named]);
  });

  it('says that nobody did, without asking HubSpot, and so where the reader sees none of them', async () => {
    const { says, searches } = openHome([GRACE], { changes: [] });
    await says(/No contact has changed its band today\./);
    assert.equal(searches.length, 1);
    await openHome([]).says(/No contact has changed its band today\./);
  });

  it('says how far the model can be relied on', async () => {
    const { says, shown } = openHome([GRACE]);
    await says(/Model v14: Your outcomes are enough for a model of your own\./);
    await says(/Learned from 412 outcomes, 87 of them conversions\./);
    await says(/may have been filled in after the outcome: budget\./);
    assert.ok(!shown().includes('budget, job'));
  });

  it('says what is empty, and that there is no model yet', async () => {
    const { says } = openHome([], { model: null });
    await says(/No contact has a score yet/);
    await says(/There is no model yet/);
  });

  it('says so where HubSpot or the service gives nothing, each with another try', async () => {
    const { says, renderer } = openHome([], { error: new Error('HubSpot is away'), status: 503 });
    await says(/HubSpot does not give these contacts right now\./);
    await says(/The details cannot be reached right now\./);
    const alerts = renderer.findAll(Alert);
    assert.deepEqual(
      alerts.map(alert => alert.find(Button).text),
      ['Try again', 'Try again', 'Try again'],
    );
  });

  it('says so where HubSpot does not name who changed', async () => {
    const { says, renderer } = openHome([], { error: new Error('HubSpot is away') });
    await says(/Model v14/);
    await renderer.waitFor(() => assert.equal(renderer.findAll(Alert).length, 2));
  });

  it('speaks German', () => {
    assert.ok(openHome([GRACE], { language: 'de' }).shown().includes('Heißeste Kontakte'));
  });
});

describe('contactRow', () => {
  const reader = readerOf({
    user: { language: 'en', locale: 'en-gb' },
    portal: { timezone: 'Europe/Berlin' },
  });
  const now = new Date('2026-11-23T15:00:00Z');

  it('reads moments as HubSpot writes them', () => {
    const inMs = { ...GRACE, properties: { ...GRACE.properties, aix_scored_at: '1795438931000' } };
    for (const contact of [GRACE, inMs]) assert.equal(contactRow(contact, reader, now).updated, '14:02');
  });

  it('says nothing of what a contact does not have', () => {
    const empty = { objectId: 3, properties: {} };
    assert.deepEqual(contactRow(empty, reader, now), {
      ...{ objectId: 3, name: '(no name)', score: '', trend: '', updated: '' },
    });
  });
});

describe('startOfDay', () => {
  for (const [moment, zone, start] of [
    ['2026-11-23T15:00:00.250Z', 'Europe/Berlin', '2026-11-22T23:00:00.000Z'],
    ['2026-11-23T02:00:00.000Z', 'America/New_York', '2026-11-22T05:00:00.000Z'],
  ] as const)
    it(`is ${start} in ${zone}`, () =>
      assert.equal(new Date(startOfDay(new Date(moment), zone)).toISOString(), start));
});
