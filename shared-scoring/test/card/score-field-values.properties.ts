import assert from 'node:assert/strict';
import fc from 'fast-check';
import { buildCard } from '../../src/card/build-card.ts';
import { scoreFieldValues } from '../../src/card/score-field-values.ts';
import { SCORE_FIELDS, type ScoreField, STATUS_CODES } from '../../src/card/score-fields.ts';
import { cardFacts, reader, scoredFacts } from './card-arbitraries.ts';

const FIELDS = new Map<string, ScoreField>(SCORE_FIELDS.map(field => [field.key, field]));
const writableFacts = cardFacts.filter(({ state }) => (STATUS_CODES as readonly string[]).includes(state));
const SCORED_AT = new Date('2026-11-23T14:02:11Z');

describe('scoreFieldValues', () => {
  it('fits every value into its field: kind, length, digits and choices', () => {
    fc.assert(
      fc.property(writableFacts, reader, (facts, reader) => {
        for (const [key, value] of Object.entries(
          scoreFieldValues(buildCard(facts, reader), SCORED_AT, 'v14'),
        ))
          if (value !== null) assertFits(FIELDS.get(key), value);
      }),
    );
  });

  it('names the same fields for every lead, so that none keeps a value of an earlier score', () => {
    fc.assert(
      fc.property(writableFacts, writableFacts, reader, (before, after, reader) => {
        const [old, fresh] = [before, after].map(facts =>
          Object.keys(scoreFieldValues(buildCard(facts, reader), SCORED_AT, 'v14')).sort(),
        );
        assert.deepEqual(fresh, old);
      }),
    );
  });

  it('writes no number for a lead without a score', () => {
    fc.assert(
      fc.property(
        writableFacts.filter(({ state }) => state !== 'scored'),
        reader,
        (facts, reader) => {
          const values = scoreFieldValues(buildCard(facts, reader), SCORED_AT, 'v14');
          assert.ok(Object.values(values).every(value => typeof value !== 'number'));
          assert.equal(values.band, null);
        },
      ),
    );
  });

  it('keeps low <= probability <= high, and all of them between 0 and 1', () => {
    fc.assert(
      fc.property(scoredFacts, reader, (facts, reader) => {
        const { low, probability, high } = scoreFieldValues(buildCard(facts, reader), SCORED_AT, 'v14');
        const rising = [0, low, probability, high, 1].map(Number);
        assert.ok(rising.slice(1).every((value, at) => value >= rising[at]!));
        assert.ok(Number(low) > 0 && Number(high) < 1);
      }),
    );
  });

  it('writes a reason for every reason of the card, in the same words', () => {
    fc.assert(
      fc.property(scoredFacts, reader, (facts, reader) => {
        const card = buildCard(facts, reader);
        assert.ok(card.state === 'scored');
        const values = scoreFieldValues(card, SCORED_AT, 'v14');
        const texts = [values.reason_1, values.reason_2, values.reason_3].filter(text => text !== null);
        assert.deepEqual(
          texts,
          card.why.up.map(({ text }) => text),
        );
        const against = [values.detractor_1, values.detractor_2].filter(text => text !== null);
        assert.deepEqual(
          against,
          card.why.down.map(({ text }) => text),
        );
      }),
    );
  });
});

function assertFits(field: ScoreField | undefined, value: string | number): void {
  assert.ok(field !== undefined);
  const at = `${field.key}: ${value}`;
  if (field.kind === 'number') {
    assert.ok(typeof value === 'number' && Number.isFinite(value), at);
    assert.equal(value, Number(value.toFixed(field.scale)), at);
    return;
  }
  assert.ok(typeof value === 'string' && value.length > 0, at);
  if (field.kind === 'text') assert.ok(value.length <= field.length!, `${at} has ${value.length} characters`);
  if (field.kind === 'choice') assert.ok(field.choices!.includes(value), at);
  if (field.kind === 'datetime') assert.equal(new Date(value).toISOString(), value, at);
}
