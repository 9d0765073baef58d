import assert from 'node:assert/strict';
import fc from 'fast-check';
import { buildCard } from '../../src/card/build-card.ts';
import { buildEmptyField, type EmptyFieldFacts } from '../../src/card/build-empty-field.ts';
import type { Locale, ScoredCard } from '../../src/card/card-view.ts';
import { reader, scoredFacts } from './card-arbitraries.ts';

/** One point each for a tenth of a log-odds. */
const POINTS = 10;

function empty(changes: Partial<EmptyFieldFacts>, scorePoints = 50, locale: Locale = 'en') {
  const facts = { field: 'size', label: 'Company size', low: -0.8, high: 1.1, ...changes };
  return buildEmptyField(facts, { scorePoints, pointsPerLogOdds: POINTS }, locale);
}

describe('the empty field of a card', () => {
  it('names the field and says how far it could move the score, either way', () => {
    assert.deepEqual(empty({}), {
      field: 'size',
      points: { low: -8, high: 11 },
      text: 'Add Company size: could move the score by −8 to +11 points',
    });
    assert.equal(
      empty({ label: 'E-mail', low: 0 }, 50, 'de')!.text,
      'E-Mail ergänzen: könnte die Bewertung um ±0 bis +11 Punkte verändern',
    );
  });

  it('promises nothing beyond the ends of the scale', () => {
    assert.deepEqual(empty({}, 95)!.points, { low: -8, high: 5 });
    assert.deepEqual(empty({}, 3)!.points, { low: -3, high: 11 });
  });

  it('is not there where it would hardly move the score, or move it the same way whatever it held', () => {
    assert.equal(empty({ low: -0.24, high: 0.24 }), null);
    assert.equal(empty({ low: 0.5, high: 0.52 }), null);
    assert.equal(empty({ low: -0.1, high: 0.9 }, 98), null);
  });

  it('leads to whole scores from 0 to 100 on every card', () => {
    fc.assert(
      fc.property(scoredFacts, reader, (facts, reader) => {
        const { emptyField, header } = buildCard(facts, reader) as ScoredCard;
        if (emptyField === null) return;
        const { low, high } = emptyField.points;
        assert.ok(low < high);
        for (const points of [header.scorePoints + low, header.scorePoints + high])
          assert.ok(Number.isInteger(points) && points >= 0 && points <= 100, String(points));
      }),
    );
  });
});
