import assert from 'node:assert/strict';
import fc from 'fast-check';
import { buildCard, type CardFacts } from '../../src/card/build-card.ts';
import type { CardView, ScoredCard } from '../../src/card/card-view.ts';
import { formatChance, formatInterval } from '../../src/card/format.ts';
import { BANDS, bandOf, scorePointsOf } from '../../src/card/score-points.ts';
import { cardFacts, reader, scoredFacts, share, spread } from './card-arbitraries.ts';

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

describe('a shown chance', () => {
  it('lies within its shown interval', () => {
    fc.assert(
      fc.property(scoredFacts, facts => {
        const { chance, interval } = formatInterval(facts, 'en');
        const [low, high = low] = interval.split('–').map(numberOf);
        assert.ok(low! <= numberOf(chance) && numberOf(chance) <= high!, `${chance} in ${interval}`);
      }),
    );
  });

  it('never falls when the chance rises', () => {
    fc.assert(
      fc.property(share, share, fc.constantFrom<0 | 1>(0, 1), (a, b, digits) => {
        const [lower, higher] = [Math.min(a, b), Math.max(a, b)].map(one =>
          numberOf(formatChance(one, 'en', digits)),
        );
        assert.ok(lower! <= higher!);
      }),
    );
  });

  it('claims no certainty', () => {
    fc.assert(
      fc.property(scoredFacts, reader, (facts, reader) => {
        const numbers = scored(facts, reader).probability.text.match(/[\d.,]+(?=[–\u00a0])/g) ?? [];
        for (const shown of numbers) assert.doesNotMatch(shown, /^(0|0[.,]0|100|100[.,]0)$/);
      }),
    );
  });

  it('is off by at most half of its last digit', () => {
    fc.assert(
      fc.property(share, one => {
        assert.ok(Math.abs(numberOf(formatChance(one, 'en')) - one * 100) <= 0.5 + 1e-9);
      }),
    );
  });
});

describe('scorePointsOf and bandOf', () => {
  const logOdds = fc.oneof(spread(-8, 8), spread(-200, 200));
  const scale = fc.record({
    pointsPerLogOdds: spread(0.1, 100),
    midLogOdds: spread(-10, 10),
  });
  const thresholds = fc
    .tuple(fc.nat(100), fc.nat(100), fc.nat(100))
    .map(three => three.sort((a, b) => b - a))
    .map(([hot, warm, nurture]) => ({ hot: hot!, warm: warm!, nurture: nurture! }));

  it('give a likelier lead no fewer points and no worse band', () => {
    fc.assert(
      fc.property(logOdds, logOdds, scale, thresholds, (a, b, scale, thresholds) => {
        const [lower, higher] = [scorePointsOf(Math.min(a, b), scale), scorePointsOf(Math.max(a, b), scale)];
        assert.ok(lower <= higher);
        const [worse, better] = [lower, higher].map(points => BANDS.indexOf(bandOf(points, thresholds)));
        assert.ok(better! <= worse!);
      }),
    );
  });

  it('give whole points from 0 to 100', () => {
    fc.assert(
      fc.property(logOdds, scale, (logOdds, scale) => {
        const points = scorePointsOf(logOdds, scale);
        assert.ok(Number.isInteger(points) && points >= 0 && points <= 100);
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
  if (facts.state !== 'scored') return facts;
  const evidence = facts.evidence.map(each => ({
    ...each,
    label: 'Label',
    value: typeof each.value === 'string' ? 'word' : each.value,
  }));
  return { ...facts, evidence };
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

/** "<0.1" and ">99.9" count as just beyond their ends. */
function numberOf(shown: string): number {
  const number = Number(shown.replace(/[<>]/, ''));
  if (shown.startsWith('<')) return number - 0.01;
  return shown.startsWith('>') ? number + 0.01 : number;
}
