import assert from 'node:assert/strict';
import fc from 'fast-check';
import { buildCard } from '../../src/card/build-card.ts';
import { cardFromFields, SAVED_FIELDS, type SavedFieldValues } from '../../src/card/card-from-fields.ts';
import { LOCALES } from '../../src/card/card-view.ts';
import { scoreFieldValues } from '../../src/card/score-field-values.ts';
import { SCORE_FIELDS } from '../../src/card/score-fields.ts';
import { cardTexts } from '../../src/card/texts/card-texts.ts';
import { cardFacts, reader, scoredFacts } from './card-arbitraries.ts';
import { FIXTURE_FACTS, FIXTURE_NOW } from './fixture-facts.ts';

const SCORED_AT = new Date('2026-11-23T14:02:11Z');
const EN = cardTexts('en');

describe('cardFromFields', () => {
  for (const locale of LOCALES)
    it(`says what the card says, from the fields that were written with it (${locale})`, () => {
      const card = buildCard(FIXTURE_FACTS['scored-step-call']!, { locale, now: FIXTURE_NOW });
      assert.ok(card.state === 'scored');
      const saved = cardFromFields(scoreFieldValues(card, SCORED_AT, 'v14'), cardTexts(locale), locale);
      assert.deepEqual(saved, {
        state: 'scored',
        header: card.header,
        probability: card.probability,
        evidenceText: card.evidence.text,
        up: card.why.up.map(({ text }) => text),
        down: card.why.down.map(({ text }) => text),
        nextStep: {
          text: `${card.nextStep?.deed} · ${card.nextStep?.reason}`,
          dueAt: '2026-11-23T15:00:00.000Z',
        },
        savedAt: '2026-11-23T14:02:11.000Z',
      });
    });

  it('knows from the status that a lead was looked at and got no score', () => {
    for (const status_code of ['too_little', 'not_eligible'] as const)
      assert.deepEqual(
        cardFromFields({ status_code, scored_at: '2026-11-23T14:02:11Z', score: 82, band: 'Hot' }, EN, 'en'),
        { state: status_code, savedAt: '2026-11-23T14:02:11.000Z' },
      );
  });

  it('takes a record without a band or without a score for never scored', () => {
    for (const values of [{}, { score: 82 }, { band: 'Hot' }, { score: 82, band: 'hasOwn' }])
      assert.deepEqual(cardFromFields(values, EN, 'en'), { state: 'never_scored' });
  });

  it('leaves out what the reader may not see', () => {
    assert.deepEqual(cardFromFields({ score: 82, band: 'Hot', reason_2: 'Second (+4)' }, EN, 'en'), {
      state: 'scored',
      header: { band: 'Hot', mark: '●', scorePoints: 82, text: 'Hot · 82' },
      probability: null,
      evidenceText: null,
      up: ['Second (+4)'],
      down: [],
      nextStep: null,
      savedAt: null,
    });
  });

  it('reads numbers and times that a CRM hands over as texts', () => {
    const texts = { score: '82', band: 'Hot', scored_at: '1795442531000', probability: '' };
    const saved = cardFromFields(texts, EN, 'en');
    assert.ok(saved.state === 'scored');
    assert.equal(saved.header.scorePoints, 82);
    assert.equal(saved.savedAt, '2026-11-23T14:02:11.000Z');
  });

  it('reads only fields that exist', () => {
    const keys = new Set<string>(SCORE_FIELDS.map(({ key }) => key));
    assert.deepEqual(
      SAVED_FIELDS.filter(key => !keys.has(key)),
      [],
    );
  });
});

describe('cardFromFields, for any lead', () => {
  /** As far as the record's fields hold them. */
  const kept = (share: number) => Math.min(9999, Math.max(1, Math.round(share * 1e4))) / 1e4;

  it('shows the probability in the very words of the card', () => {
    fc.assert(
      fc.property(scoredFacts, reader, (facts, reader) => {
        const { propensity, low, high } = facts;
        const held = { ...facts, propensity: kept(propensity), low: kept(low), high: kept(high) };
        const card = buildCard(held, reader);
        assert.ok(card.state === 'scored');
        const values = scoreFieldValues(card, SCORED_AT, 'v14');
        const saved = cardFromFields(values, cardTexts(reader.locale), reader.locale);
        assert.ok(saved.state === 'scored');
        assert.deepEqual(saved.probability, card.probability);
      }),
    );
  });

  it('agrees with the card on its state, as far as a record can tell', () => {
    fc.assert(
      fc.property(
        cardFacts.filter(({ state }) => state !== 'setup_unfinished' && state !== 'never_scored'),
        reader,
        (facts, reader) => {
          const values = scoreFieldValues(buildCard(facts, reader), SCORED_AT, 'v14');
          assert.equal(cardFromFields(values, EN, 'en').state, facts.state);
        },
      ),
    );
  });

  it('makes something of any values, and throws at none', () => {
    const values = fc.record(
      Object.fromEntries(SAVED_FIELDS.map(key => [key, fc.anything()])) as Record<
        string,
        fc.Arbitrary<unknown>
      >,
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(values, values => {
        const { state } = cardFromFields(values as SavedFieldValues, EN, 'en');
        assert.ok(['scored', 'too_little', 'not_eligible', 'never_scored'].includes(state));
      }),
    );
  });
});
