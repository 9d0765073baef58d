import assert from 'node:assert/strict';
import fc from 'fast-check';
import { buildCard, type CardFacts } from '../../src/card/build-card.ts';
import type { FieldEvidence } from '../../src/card/build-reasons.ts';
import type { CardView, ScoredCard } from '../../src/card/card-view.ts';
import { cardFacts, reader, scoredFacts } from './card-arbitraries.ts';

const MOST_BYTES = 30 * 1024;

describe('every card', () => {
  it('fits one request and survives JSON', () => {
    fc.assert(
      fc.property(cardFacts, reader, (facts, reader) => {
        const card = buildCard(facts, reader);
        const json = JSON.stringify(card);
        assert.ok(Buffer.byteLength(json) < MOST_BYTES);
        assert.deepEqual(JSON.parse(json), card);
      }),
    );
  });

  it('has no text that is blank, and no half of a character', () => {
    fc.assert(
      fc.property(cardFacts, reader, (facts, reader) => {
        for (const text of textsOf(buildCard(facts, reader)))
          assert.ok(text.trim().length > 0 && text.isWellFormed());
      }),
    );
  });

  it('shows no value that is none, and no hyphen for a minus', () => {
    fc.assert(
      fc.property(cardFacts, reader, (facts, reader) => {
        for (const text of textsOf(buildCard(withoutWords(facts), reader))) {
          assert.doesNotMatch(text, /undefined|NaN|null|Infinity|∞|\[object|Invalid/);
          assert.doesNotMatch(text, /(^|[ (E])-\d/);
        }
      }),
    );
  });

  it('never says that one thing caused another', () => {
    fc.assert(
      fc.property(cardFacts, reader, (facts, reader) => {
        for (const text of textsOf(buildCard(withoutWords(facts), reader)))
          assert.doesNotMatch(text, /cause|because|due to|verursach|wegen|weil|aufgrund/i);
      }),
    );
  });

  it('has the same shape and the same numbers in every language', () => {
    fc.assert(
      fc.property(cardFacts, reader, (facts, reader) => {
        const [english, german] = (['en', 'de'] as const).map(locale =>
          buildCard(facts, { ...reader, locale }),
        );
        assert.deepEqual(withoutTexts(english), withoutTexts(german));
      }),
    );
  });
});

describe('the probability of a card', () => {
  it('claims no certainty', () => {
    fc.assert(
      fc.property(scoredFacts, reader, (facts, reader) => {
        const numbers = scored(facts, reader).probability.text.match(/[\d.,]+(?=[–\u00a0])/g) ?? [];
        for (const shown of numbers) assert.doesNotMatch(shown, /^(0|0[.,]0|100|100[.,]0)$/);
      }),
    );
  });
});

describe('every reason', () => {
  it('is a part of a sum that is the score exactly', () => {
    fc.assert(
      fc.property(scoredFacts, reader, (facts, reader) => {
        const { why, header } = scored(facts, reader);
        const parts = [...why.up, ...why.down, why.rest].map(({ points }) => points);
        assert.equal(
          parts.reduce((sum, points) => sum + points, why.startPoints),
          header.scorePoints,
        );
      }),
    );
  });

  it('moves the score by whole points in its direction, the strongest first', () => {
    fc.assert(
      fc.property(scoredFacts, reader, (facts, reader) => {
        const { up, down } = scored(facts, reader).why;
        assert.ok(up.length <= 3 && down.length <= 2);
        for (const [sign, reasons] of [
          [1, up],
          [-1, down],
        ] as const) {
          const strengths = reasons.map(({ points }) => sign * points);
          assert.ok(strengths.every(strength => Number.isInteger(strength) && strength > 0));
          assert.deepEqual(
            strengths,
            [...strengths].sort((a, b) => b - a),
          );
        }
      }),
    );
  });

  it('stays on one line and within a text field of a CRM, points included', () => {
    fc.assert(
      fc.property(scoredFacts, reader, (facts, reader) => {
        const { up, down, rest } = scored(facts, reader).why;
        for (const { text } of [...up, ...down, rest]) {
          assert.ok(text.length <= 255, `${text.length} characters`);
          assert.doesNotMatch(text, /[\n\r\t]/);
          assert.match(text, /\([+−]\d+\)|\(±0\)/);
        }
      }),
    );
  });

  it('does not depend on the order in which fields come', () => {
    fc.assert(
      fc.property(scoredFacts, reader, (facts, reader) => {
        const reversed = { ...facts, evidence: [...facts.evidence].reverse() };
        assert.deepEqual(scored(reversed, reader), scored(facts, reader));
      }),
    );
  });
});

function scored(...args: Parameters<typeof buildCard>): ScoredCard {
  const card = buildCard(...args);
  assert.ok(card.state === 'scored');
  return card;
}

/** The same facts in words that are ours to check: what a customer wrote may say anything. */
function withoutWords(facts: CardFacts): CardFacts {
  if (facts.state === 'scored') {
    const timeline = (facts.timeline ?? []).map(group => ({
      ...group,
      acts: group.acts.map(act => ({ ...act, label: 'Label', about: act.about.map(() => 'word') })),
    }));
    return { ...facts, timeline, evidence: facts.evidence.map(inOurWords) };
  }
  return facts.state === 'too_little' ? { ...facts, assumed: facts.assumed.map(inOurWords) } : facts;
}

function inOurWords(evidence: FieldEvidence): FieldEvidence {
  const { derived, value } = evidence;
  if (derived !== undefined) return { ...evidence, derived: { ...derived, sourceLabel: 'Label' } };
  return { ...evidence, label: 'Label', value: typeof value === 'string' ? 'word' : value };
}

function textsOf(card: CardView): string[] {
  const texts: string[] = [];
  JSON.stringify(card, (key, value) => {
    if (typeof value === 'string' && key !== 'field') texts.push(value);
    return value;
  });
  return texts;
}

/** A card without what differs by language. */
function withoutTexts(card: CardView): unknown {
  return JSON.parse(
    JSON.stringify(card, (key, value) =>
      ['text', 'title', 'help', 'startText', 'locale'].includes(key) ? typeof value : value,
    ),
  );
}
