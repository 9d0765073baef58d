import assert from 'node:assert/strict';
import { BarChart, Button } from '@hubspot/ui-extensions';
import { createRenderer } from '@hubspot/ui-extensions/testing';
import { createElement } from 'react';
import { RollUp } from '../records/RollUp.tsx';
import { associations } from './open-card.ts';

const contact = (toObjectId: number, firstname: string, score: string | null, band: string | null) => ({
  toObjectId,
  properties: { firstname, lastname: null, aix_score: score, aix_band: band },
});
const CONTACTS = [
  contact(1, 'Ada', '55', 'Nurture'),
  contact(2, 'Grace', '82', 'Hot'),
  contact(3, 'Alan', null, null),
  contact(4, 'Edsger', '71', 'Hot'),
];

function openRollUp(
  given: ReturnType<typeof associations>,
  {
    location = 'crm.record.tab',
    language = 'en',
  }: { location?: 'crm.record.tab' | 'crm.record.sidebar'; language?: string } = {},
) {
  const renderer = createRenderer(location);
  renderer.mocks.context.user.language = language;
  renderer.mocks.useAssociations.willCall(() => given);
  renderer.render(createElement(RollUp));
  return { renderer, shown: renderer.getRootNode().toString() };
}

describe('the roll-up of a company or a deal', () => {
  it('names the contact with the highest score, and counts each band', () => {
    const { shown, renderer } = openRollUp(associations(CONTACTS));
    assert.match(shown, /Highest score[\s\S]*● Hot · 82[\s\S]*record\/0-1\/2[\s\S]*Grace/);
    assert.match(shown, /● Hot"[\s\S]*"2"[\s\S]*○ Nurture"[\s\S]*"1"[\s\S]*Without a score"[\s\S]*"1"/);
    assert.deepEqual(renderer.find(BarChart).props.data, [
      { band: 'Hot', count: 2 },
      { band: 'Warm', count: 0 },
      { band: 'Nurture', count: 1 },
      { band: 'Low', count: 0 },
    ]);
  });

  it('draws nothing in a sidebar, and says the same', () => {
    const { renderer, shown } = openRollUp(associations(CONTACTS), { location: 'crm.record.sidebar' });
    assert.equal(renderer.maybeFind(BarChart), null);
    assert.ok(shown.includes('● Hot'));
  });

  it('speaks German', () => {
    assert.ok(openRollUp(associations(CONTACTS), { language: 'de' }).shown.includes('Höchste Bewertung'));
  });

  for (const [what, given, words] of [
    ['no contact', associations([]), 'No contact is associated with this record.'],
    ['no score', associations([contact(3, 'Alan', null, null)]), 'None of its contacts has a score yet.'],
    [
      'more contacts than are counted',
      associations(CONTACTS, { hasNextPage: true }),
      'Only the first 100 contacts are counted.',
    ],
    [
      'no answer of HubSpot',
      associations([], { error: new Error('HubSpot is away') }),
      'HubSpot does not give this record’s contacts right now.',
    ],
  ] as const)
    it(`says so where there is ${what}`, () => assert.ok(openRollUp(given).shown.includes(words)));

  it('has no primary button', () => {
    const { renderer } = openRollUp(associations([], { error: new Error('HubSpot is away') }));
    assert.deepEqual(
      renderer.findAll(Button).map(({ props }) => props.variant),
      [undefined],
    );
  });
});
