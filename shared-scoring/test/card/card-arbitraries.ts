import fc from 'fast-check';
import type { CardFacts, CardReader, ScoredFacts, TooLittleFacts } from '../../src/card/build-card.ts';
import type { FieldEvidence, Peers } from '../../src/card/build-reasons.ts';
import type { ToldAct, ToldGroup } from '../../src/card/build-timeline.ts';
import { LOCALES } from '../../src/card/card-view.ts';
import { BANDS } from '../../src/card/score-points.ts';
import { FIELD_KINDS } from '../../src/domain/field.ts';
import { fieldFeatures } from '../../src/features/field-features.ts';

/** Evenly spread numbers: doubles are drawn by their bits, so nearly all of them are nearly 0. */
export function spread(min: number, max: number): fc.Arbitrary<number> {
  return fc.integer({ min: 0, max: 1_000_000 }).map(step => min + ((max - min) * step) / 1_000_000);
}

/** 0..1, its ends and their neighbourhood among them. */
export const share = fc.oneof(
  spread(0, 1),
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.constantFrom(0, 1e-9, 0.0005, 0.00949, 0.01, 0.5, 0.99, 0.9949, 1 - 1e-9, 1),
);
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.constantFrom(-0, 5099.1, -46.2, Number.MAX_VALUE, 5e-324),
);
const word = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }),
  fc.constantFrom(
    'nonexistent',
    'admin.',
    '🏦'.repeat(200),
    'half \ud83c',
    'a\nb\t c',
    '“quoted”',
    'x'.repeat(255),
  ),
);
const label = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.constant('Ä'.repeat(255)));

const date = fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });

const alike: fc.Arbitrary<Peers['alike']> = fc.oneof(
  fc.constantFrom<Peers['alike']>({ by: 'value' }, { by: 'rareness' }),
  fc
    .tuple(number, number)
    .map(([a, b]): Peers['alike'] => ({ by: 'range', from: Math.min(a, b), to: Math.max(a, b) })),
);
/** A value as the feature reads it, of any kind of field, and of which field it tells what. */
const said: fc.Arbitrary<Pick<FieldEvidence, 'value' | 'derived'>> = fc.oneof(
  fc.record({ value: fc.oneof(number, word, fc.boolean(), fc.constant(null)) }),
  fc.constantFrom(...FIELD_KINDS).chain(kind =>
    label.chain(sourceLabel =>
      fc
        .tuple(
          fc.constantFrom(...fieldFeatures({ name: 'x', label: sourceLabel, kind })),
          fc.oneof(word, fc.constantFrom('CEO', 'a@gmail.com', '2019-03-04'), fc.constant(null)),
          date,
        )
        .map(([{ derived, read }, value, asOf]) => ({
          value: read(value, asOf.getTime()),
          ...(derived && { derived }),
        })),
    ),
  ),
);
/** What is derived from a field is counted: days, characters. */
function countable(alike: Peers['alike']): Peers['alike'] {
  if (alike.by !== 'range') return alike;
  const [from, to] = [alike.from, alike.to]
    .map(end => Math.floor(Math.abs(end) % 40_000))
    .sort((a, b) => a - b);
  return { by: 'range', from: from!, to: to! };
}
const evidence: fc.Arbitrary<FieldEvidence> = fc
  .record({
    field: fc.string({ minLength: 1, maxLength: 8 }),
    label,
    said,
    logOdds: fc.oneof({ arbitrary: spread(-4, 4), weight: 4 }, fc.constantFrom(0, 1e-6, -1e-6)),
    peers: fc.option(fc.record({ rate: share, averageRate: share, alike }), { nil: undefined }),
  })
  .map(({ said, peers, ...rest }) => ({
    ...rest,
    ...said,
    peers: peers && said.derived ? { ...peers, alike: countable(peers.alike) } : peers,
  }));

const toldAct: fc.Arbitrary<ToldAct> = fc.record({
  label: fc.oneof(label, fc.constantFrom('Page viewed', 'Demo requested')).filter(text => text.trim() !== ''),
  count: fc.integer({ min: 1, max: 5_000 }),
  about: fc.array(word, { maxLength: 4 }),
});
const timeline: fc.Arbitrary<ToldGroup[]> = fc.array(
  fc.record({
    kind: fc.constantFrom('visit', 'act'),
    from: date,
    to: date,
    points: fc.integer({ min: -100, max: 100 }),
    acts: fc.array(toldAct, { minLength: 1, maxLength: 6 }),
  }),
  { maxLength: 40 },
);

/** Facts of a scored lead, odd and extreme ones among them, low <= propensity <= high. */
export const scoredFacts: fc.Arbitrary<ScoredFacts> = fc
  .record({
    scorePoints: fc.integer({ min: 0, max: 100 }),
    band: fc.constantFrom(...BANDS),
    shares: fc.tuple(share, share, share).map(three => three.sort((a, b) => a - b)),
    horizonDays: fc.integer({ min: 1, max: 730 }),
    // Of the largest size: laws about the fourth reason need leads with more than three.
    evidence: fc.uniqueArray(evidence, { selector: each => each.field, maxLength: 12, size: 'max' }),
    conversions: fc.nat(5_000_000),
    others: fc.nat(5_000_000),
    starterShare: share,
    scoredAt: date,
    modelVersion: fc.integer({ min: 1, max: 9999 }),
    waitingSince: fc.option(date, { nil: undefined }),
    timeline,
    emptyField: fc.option(
      fc
        .record({
          field: fc.string({ minLength: 1, maxLength: 8 }),
          label,
          ends: fc.tuple(spread(-9, 9), spread(-9, 9)),
        })
        .map(({ ends, ...rest }) => ({ ...rest, low: Math.min(...ends), high: Math.max(...ends) })),
    ),
  })
  .map(({ shares: [low, propensity, high], others, waitingSince, ...facts }) => ({
    ...facts,
    state: 'scored',
    pointsPerLogOdds: 10 / Math.LN2,
    low,
    propensity,
    high,
    outcomes: facts.conversions + others,
    ...(waitingSince !== undefined && { waitingSince }),
  }));

const tooLittleFacts: fc.Arbitrary<TooLittleFacts> = fc
  .record({
    conversions: fc.nat(5_000_000),
    others: fc.nat(5_000_000),
    assumed: fc.array(evidence, { maxLength: 8 }),
  })
  .map(({ conversions, others, assumed }) => ({
    state: 'too_little',
    outcomes: conversions + others,
    conversions,
    assumed,
  }));

/** Facts of any card. */
export const cardFacts: fc.Arbitrary<CardFacts> = fc.oneof(
  scoredFacts,
  tooLittleFacts,
  date.map((convertedAt): CardFacts => ({ state: 'not_eligible', reason: 'converted', convertedAt })),
  fc.constantFrom<CardFacts>(
    { state: 'not_eligible', reason: 'converted' },
    { state: 'not_eligible', reason: 'lost' },
    { state: 'not_eligible', reason: 'no_email_and_no_company' },
    { state: 'never_scored' },
    { state: 'setup_unfinished' },
  ),
);

/** Anyone who reads a card, anywhere. */
export const reader: fc.Arbitrary<CardReader> = fc.record(
  {
    locale: fc.constantFrom(...LOCALES),
    now: date,
    timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Pacific/Kiritimati'),
  },
  { requiredKeys: ['locale', 'now'] },
);
