import assert from 'node:assert/strict';
import { decayLikelihood, tabulateHistories } from '../../src/engagement/decay-likelihood.ts';
import { learnSignals } from '../../src/engagement/learn-signals.ts';
import type { Signal } from '../../src/engagement/signals.ts';
import { assertNear } from '../support/near.ts';
import { plantHistories } from '../support/planted-histories.ts';

const signal = (name: string, halfLifeDays: number, weight: number, saturation = 1): Signal => ({
  name,
  label: name,
  halfLifeDays,
  weight,
  saturation,
});
const DEFAULTS = [signal('demo', 7, 0.5), signal('pricing', 7, 0.5), signal('webinar', 7, 0.5)];
/** Strong enough that 98 of 100 draws of 5,000 leads tell them to within 20 % (`bench/half-lives.ts`). */
const PLANTED = [signal('demo', 3, 2, 1000), signal('pricing', 6, 2, 1000), signal('webinar', 20, 2, 1000)];
const PLAN = { base: -4, mostEvents: 4, halfLives: 4 };

describe('learnSignals', () => {
  it('finds planted half-lives within 20 %, from 5,000 leads', () => {
    const learned = learnSignals(plantHistories(PLANTED, { ...PLAN, leads: 5000, seed: 3 }), DEFAULTS);
    learned.forEach(({ learned, halfLifeDays, halfLifeLowDays, halfLifeHighDays }, at) => {
      const truth = PLANTED[at].halfLifeDays;
      assert.ok(learned);
      assertNear(halfLifeDays, truth, 0.2 * truth);
      assert.ok(halfLifeLowDays < halfLifeDays && halfLifeDays < halfLifeHighDays);
    });
  });

  it('finds whether repeated events keep telling as much', () => {
    const learn = (saturation: number) => {
      const planted = PLANTED.map(each => ({ ...each, saturation }));
      return learnSignals(plantHistories(planted, { ...PLAN, leads: 3000, seed: 5 }), DEFAULTS)[0].saturation;
    };
    assert.equal(learn(1), 1);
    assert.ok(learn(1000) > 4);
  });

  it('keeps the default half-life where data is thin, and says so', () => {
    for (const { learned, halfLifeDays } of learnSignals(
      plantHistories(PLANTED, { ...PLAN, leads: 40, seed: 1 }),
      DEFAULTS,
    ))
      assert.deepEqual([learned, halfLifeDays], [false, 7]);
  });

  it('keeps the default of a signal that never occurred while it learns the others', () => {
    const histories = plantHistories(PLANTED, { ...PLAN, leads: 3000, seed: 2 });
    const unseen = signal('meeting', 14, 1.2);
    const learned = learnSignals(histories, [...DEFAULTS, unseen]);
    assert.deepEqual(
      learned.map(each => each.learned),
      [true, true, true, false],
    );
    assert.equal(learned[3].halfLifeDays, 14);
    assertNear(learned[3].weight, 1.2, 1e-6);
  });

  it('keeps all defaults without leads, and when all ended alike', () => {
    const alike = plantHistories(PLANTED, { ...PLAN, leads: 50, seed: 1 }).map(each => ({
      ...each,
      label: 1 as const,
    }));
    for (const histories of [[], alike]) {
      const learned = learnSignals(histories, DEFAULTS);
      assert.deepEqual(
        learned.map(({ halfLifeDays, weight }) => [halfLifeDays, weight]),
        DEFAULTS.map(({ halfLifeDays, weight }) => [halfLifeDays, weight]),
      );
    }
  });

  it('ignores what happened after the as-of time', () => {
    const histories = plantHistories(PLANTED, { ...PLAN, leads: 300, seed: 4 });
    const knowing = histories.map(({ events, ...lead }) => ({
      ...lead,
      events: [...events, { signal: 'demo', atMs: lead.asOfMs + 1 }],
    }));
    assert.deepEqual(learnSignals(knowing, DEFAULTS), learnSignals(histories, DEFAULTS));
  });

  it('refuses times and log-odds that are no numbers', () => {
    const lead = { events: [], asOfMs: 0, label: 1 } as const;
    for (const wrong of [
      { ...lead, asOfMs: Number.NaN },
      { ...lead, restLogOdds: Infinity },
      { ...lead, events: [{ signal: 'demo', atMs: Number.NaN }] },
    ])
      assert.throws(() => learnSignals([wrong], DEFAULTS), /lead 0, got/);
  });
});

describe('decayLikelihood', () => {
  it('has the slope that its loss shows', () => {
    const table = tabulateHistories(plantHistories(PLANTED, { ...PLAN, leads: 60, seed: 9 }), DEFAULTS);
    const at = Float64Array.of(-1, 0.5, 0.8, 1.1, 1.2, 1.9, 2.5);
    const { gradient } = decayLikelihood(table, at, 4);
    const lossAt = (parameter: number, move: number) =>
      decayLikelihood(
        table,
        at.map((value, other) => value + (other === parameter ? move : 0)),
        4,
      ).loss;
    gradient.forEach((slope, parameter) => {
      const seen = (lossAt(parameter, 1e-5) - lossAt(parameter, -1e-5)) / 2e-5;
      assertNear(slope, seen, 1e-5 * (1 + Math.abs(seen)));
    });
  });
});
