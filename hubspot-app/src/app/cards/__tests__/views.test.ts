import assert from 'node:assert/strict';
import { BarChart, Button, LineChart, Link } from '@hubspot/ui-extensions';
import { SAVED_FIELDS } from '../generated/card-from-fields.ts';
import type { CardView, TextCard } from '../generated/card-view.ts';
import { fixture, openCard, SAVED } from './open-card.ts';

const STATES = [
  'scored',
  'scored-standing',
  'scored-insight',
  'scored-mostly-starter',
  'scored-stale',
  'scored-old',
  'scored-delayed',
  'too-little',
  'too-little-nothing-known',
  'never-scored',
  'not-eligible-converted',
  'not-eligible-lost',
  'not-eligible-no-email-and-no-company',
  'setup-unfinished',
];

/** Every sentence of a card, wherever it stands in it. */
function sentencesOf(value: unknown, key = ''): string[] {
  if (typeof value === 'string') return ['text', 'title', 'help', 'startText'].includes(key) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => sentencesOf(part, name));
}

for (const language of ['en', 'de']) {
  for (const location of ['crm.record.tab', 'crm.record.sidebar'] as const) {
    describe(`the card in ${language}, at ${location}`, () => {
      for (const state of STATES) {
        it(`says every sentence of ${state}`, async () => {
          const view = fixture(`${language}/${state}`);
          const card = openCard({ language, location });
          await card.answerCard(view);
          const shown = card.shown();
          for (const sentence of sentencesOf(view)) assert.ok(shown.includes(sentence), sentence);
        });

        it(`has at most one primary button in ${state}`, async () => {
          const card = openCard({ language, location });
          await card.answerCard(fixture(`${language}/${state}`));
          const primary = card.renderer.findAll(Button, ({ props }) => props.variant === 'primary');
          assert.ok(primary.length <= 1);
        });
      }
    });
  }
}

describe('the finished card', () => {
  it('asks once, for the contact on the page, in the language and time zone of the account', async () => {
    const { sent, asked } = openCard({ language: 'de' });
    await asked();
    const [{ url, method, headers }] = sent as [(typeof sent)[0]];
    assert.equal(url.origin, 'https://api.aix.example');
    assert.equal(url.pathname, '/v1/connections/own/records/contact/123/card');
    assert.deepEqual(Object.fromEntries(url.searchParams), { locale: 'de', timeZone: 'Europe/Berlin' });
    assert.deepEqual({ method, headers }, { method: 'GET', headers: null });
  });

  it('draws the history and how the score adds up where there is room, and says both in words', async () => {
    const view = fixture('en/scored-standing');
    const card = openCard();
    await card.answerCard(view);
    assert.equal(card.renderer.find(LineChart).props.data.length, 6);
    const parts = card.renderer.find(BarChart).props.data as { points: number }[];
    assert.equal(
      parts.reduce((sum, { points }) => sum + points, 0),
      82,
    );
    assert.ok(card.shown().includes('Rose from 61 to 82 since 24 Oct'));
  });

  it('draws no chart in a sidebar of 280 pixels', async () => {
    const card = openCard({ location: 'crm.record.sidebar' });
    await card.answerCard(fixture('en/scored-standing'));
    assert.equal(card.renderer.maybeFind(LineChart), null);
    assert.equal(card.renderer.maybeFind(BarChart), null);
  });

  it('shows the title and text of a card that a later version of the service knows', async () => {
    const later = { ...fixture('en/not-eligible-lost'), state: 'objected', title: 'Objected' };
    const card = openCard();
    await card.answerCard(later);
    assert.ok(card.shown().includes('Objected'));
    assert.ok(card.shown().includes((later as TextCard).text));
  });

  it('asks for a newer app where a later card says nothing', async () => {
    const card = openCard();
    await card.answerCard({ state: 'hologram' });
    assert.ok(card.shown().includes('This card needs a newer version of the app'));
  });

  it('shows a score of a service that knows nothing beside it', async () => {
    const { standing, ...older } = fixture('en/scored') as CardView & { standing: unknown };
    const card = openCard();
    await card.answerCard(older);
    assert.ok(card.shown().includes('Hot · 82'));
  });

  it('names colleagues whose contact the user may see, each with a way there, and nobody else', async () => {
    const card = openCard({
      found: [{ objectId: 53, properties: { firstname: 'Chi', lastname: null } }],
    });
    await card.answerCard(fixture('en/scored-insight'));
    const [asked] = card.searches;
    assert.deepEqual(asked?.filterGroups?.[0]?.filters, [
      { propertyName: 'hs_object_id', operator: 'IN', values: ['52', '53'] },
    ]);
    const links = card.renderer.findAll(Link).map(({ props }) => props.href);
    assert.deepEqual(links, ['https://app.hubspot.com/contacts/123/record/0-1/53']);
    assert.ok(!card.shown().includes('last active 10:12'));
  });

  it('says nothing of colleagues where the user may see none of them', async () => {
    const card = openCard({ found: [] });
    await card.answerCard(fixture('en/scored-insight'));
    assert.ok(!card.shown().includes('Also active at this company'));
  });

  it('lists the scored leads of the contact, best first, and none of them without a score', async () => {
    const lead = (toObjectId: number, name: string, score: string | null, band: string | null) => ({
      toObjectId,
      properties: { hs_lead_name: name, aix_score: score, aix_band: band },
    });
    const card = openCard({
      leads: [lead(1, 'Renewal', '40', 'Nurture'), lead(2, 'Pilot', '71', 'Hot'), lead(3, 'New', null, null)],
    });
    await card.answerCard(fixture('en/scored'));
    const shown = card.shown();
    assert.ok(shown.includes('Leads of this contact'));
    assert.ok(shown.indexOf('Pilot') < shown.indexOf('Renewal'));
    assert.ok(!shown.includes('New<'));
  });

  it('says nothing of leads where the account has none', async () => {
    const card = openCard();
    await card.answerCard(fixture('en/scored'));
    assert.ok(!card.shown().includes('Leads of this contact'));
  });
});

describe('the first paint', () => {
  it('asks HubSpot for exactly the properties that the card is made of', () => {
    const { renderer } = openCard();
    const [[asked]] = renderer.mocks.useCrmProperties.calls as [[string[]]];
    assert.deepEqual([...asked].sort(), SAVED_FIELDS.map(name => `aix_${name}`).sort());
  });

  it('says what the properties say before the service has answered', () => {
    const shown = openCard().shown();
    for (const text of [
      '● Hot · 82',
      '54\u00a0% likely to convert in 30 days (45–62\u00a0%)',
      SAVED.aix_evidence,
      SAVED.aix_reason_1,
      SAVED.aix_detractor_1,
    ])
      assert.ok(shown.includes(text), text);
    assert.match(shown, /Saved .*14:02/);
  });

  it('waits for the service where the properties hold no score', () => {
    const { shown } = openCard({ properties: {} });
    assert.ok(!shown().includes('No score is saved'));
    assert.ok(shown().includes('Loading the score'));
  });

  for (const [status, text] of [
    ['too_little', 'Too early to tell'],
    ['not_eligible', 'Not scored'],
  ] as const)
    it(`says why there is no score: ${status}`, () => {
      const { shown } = openCard({
        properties: { aix_status_code: status, aix_scored_at: SAVED.aix_scored_at },
      });
      assert.ok(shown().includes(text));
    });
});
