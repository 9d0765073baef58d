import assert from 'node:assert/strict';
import { buildCard, type CardFacts } from '../../src/card/build-card.ts';
import { scoreFieldValues } from '../../src/card/score-field-values.ts';
import type { ScoreFieldKey } from '../../src/card/score-fields.ts';
import { FIXTURE_FACTS, FIXTURE_NOW, SCORED_FACTS } from './fixture-facts.ts';

const SCORED_AT = new Date('2026-11-23T14:02:11Z');

function valuesOf(facts: CardFacts) {
  return scoreFieldValues(buildCard(facts, { locale: 'en', now: FIXTURE_NOW }), SCORED_AT, 'v14');
}

describe('scoreFieldValues', () => {
  it('writes what the card says, word for word', () => {
    assert.deepEqual(valuesOf({ ...SCORED_FACTS, evidence: SCORED_FACTS.evidence.slice(2, 5) }), {
      status_code: 'scored',
      scored_at: '2026-11-23T14:02:11.000Z',
      model_version: 'v14',
      score: 82,
      band: 'Hot',
      probability: 0.5393,
      low: 0.4471,
      high: 0.6248,
      horizon_days: 30,
      reason_1: 'Contact channel: “cellular” (+4) · 15\u00a0% of such leads convert, average 11\u00a0%',
      reason_2: null,
      reason_3: null,
      detractor_1:
        'Consumer confidence index: −46.2 (−5) · 8\u00a0% of leads between −47.1 and −42.7 convert, average 11\u00a0%',
      detractor_2: null,
      evidence: 'Based on 32,950 of your own outcomes, 3,712 converted',
      next_action: null,
      next_action_due: null,
    });
  });

  it('writes the next step until a task has been made of it, with its time', () => {
    const stepOf = (name: string) => {
      const { next_action, next_action_due } = valuesOf(FIXTURE_FACTS[name]!);
      return [next_action, next_action_due];
    };
    const call = 'Call · Demo requested on 23 Nov';
    assert.deepEqual(stepOf('scored-step-call'), [call, '2026-11-23T15:00:00.000Z']);
    assert.deepEqual(stepOf('scored-step-later'), [call, '2026-11-24T15:02:00.000Z']);
    assert.deepEqual(stepOf('scored-step-taken'), [null, null]);
  });

  it('rounds probabilities to four digits and never to certainty', () => {
    const { low, probability, high } = valuesOf({
      ...SCORED_FACTS,
      low: 1e-9,
      propensity: 0.123456,
      high: 1,
    });
    assert.deepEqual([low, probability, high], [0.0001, 0.1235, 0.9999]);
  });

  it('leaves alone what no part of the product computes yet', () => {
    const later: ScoreFieldKey[] = [
      'cell',
      'fit',
      'engagement',
      'trend_7d',
      'receipt_id',
      'override_band',
      'override_until',
      'crossing_token',
    ];
    const written = Object.keys(valuesOf(SCORED_FACTS));
    assert.deepEqual(
      later.filter(key => written.includes(key)),
      [],
    );
  });

  for (const facts of [FIXTURE_FACTS['too-little']!, FIXTURE_FACTS['not-eligible-lost']!]) {
    it(`empties all that an earlier score left when a lead is ${facts.state}`, () => {
      const before = valuesOf(SCORED_FACTS);
      const { status_code, scored_at, model_version, ...rest } = valuesOf(facts);
      assert.deepEqual(
        [status_code, scored_at, model_version],
        [facts.state, SCORED_AT.toISOString(), 'v14'],
      );
      assert.ok(Object.values(rest).every(value => value === null));
      assert.deepEqual(Object.keys(valuesOf(facts)).sort(), Object.keys(before).sort());
    });
  }

  for (const state of ['never_scored', 'setup_unfinished'] as const) {
    it(`refuses the card of a lead that is ${state}: there is nothing to write`, () => {
      assert.throws(() => valuesOf({ state }), { name: 'RangeError', message: new RegExp(state) });
    });
  }
});
