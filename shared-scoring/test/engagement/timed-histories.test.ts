import assert from 'node:assert/strict';
import { learnSignals, weighSignals } from '../../src/engagement/learn-signals.ts';
import type { Signal } from '../../src/engagement/signals.ts';
import { type FollowedLead, timedHistories } from '../../src/engagement/timed-histories.ts';
import { followLeads } from '../support/followed-leads.ts';
import { assertNear } from '../support/near.ts';

const DAY = 86_400_000;
const followed = (days: number, convertedOn: number | null): FollowedLead => ({
  events: [],
  fromMs: 0,
  untilMs: days * DAY,
  convertedAtMs: convertedOn === null ? null : convertedOn * DAY,
});
const signal = (name: string, halfLifeDays: number, weight: number): Signal => ({
  name,
  label: name,
  halfLifeDays,
  weight,
  saturation: 1,
});
const PLANTED = [signal('pricing', 6, 1.5), signal('webinar', 20, 1.5)];
const DEFAULTS = PLANTED.map(each => ({ ...each, halfLifeDays: 9, weight: 0.5 }));
const PLAN = { leads: 4000, seed: 3, base: -6.5, days: 90 };

describe('timedHistories', () => {
  it('sets each conversion beside ten leads of its age, all as known a day before', () => {
    const leads = [followed(90, 20), followed(90, null), followed(10, null), followed(90, 15)];
    const histories = timedHistories(leads, 1);
    const ofLabel = (wanted: 0 | 1) => histories.filter(({ label }) => label === wanted);
    assert.deepEqual(
      ofLabel(1).map(({ asOfMs }) => asOfMs / DAY),
      [19, 14],
    );
    assert.equal(ofLabel(0).length, 20);
  });

  it('compares leads of one age, whenever they came', () => {
    const later = { ...followed(190, null), fromMs: 100 * DAY };
    const histories = timedHistories([followed(90, 20), later], 1);
    assert.deepEqual(
      histories.map(({ asOfMs }) => asOfMs / DAY),
      [19, ...Array.from({ length: 10 }, () => 119)],
    );
  });

  it('never sets a lead beside a conversion after its own, or after its time', () => {
    const early = { ...followed(90, 5), restLogOdds: 1 };
    const short = { ...followed(10, null), restLogOdds: 1 };
    const histories = timedHistories([followed(90, 20), followed(90, null), early, short], 2);
    const late = histories.filter(({ asOfMs }) => asOfMs === 19 * DAY);
    assert.deepEqual(
      late.map(({ restLogOdds }) => restLogOdds),
      Array.from({ length: 11 }, () => undefined),
    );
  });

  it('is empty without conversions, with ones on the first day only, or without another lead of that age', () => {
    for (const leads of [
      [],
      [followed(90, null)],
      [followed(90, 0.5), followed(90, null)],
      [followed(90, 90)],
    ])
      assert.deepEqual(timedHistories(leads, 1), []);
  });

  it('tells half-lives to within 20 % that a label at the end of a horizon leaves unknown', () => {
    const leads = followLeads(PLANTED, PLAN);
    const learned = learnSignals(timedHistories(leads, 1), DEFAULTS);
    learned.forEach((each, at) => {
      assert.ok(each.learned);
      assertNear(each.halfLifeDays, PLANTED[at].halfLifeDays, 0.2 * PLANTED[at].halfLifeDays);
    });
    const converts = ({ convertedAtMs }: FollowedLead) =>
      Number(convertedAtMs !== null && convertedAtMs <= 60 * DAY) as 0 | 1;
    const labelled = leads
      .filter(({ convertedAtMs }) => convertedAtMs === null || convertedAtMs > 30 * DAY)
      .map(lead => ({ events: lead.events, asOfMs: 30 * DAY, label: converts(lead) }));
    assert.ok(!learnSignals(labelled, DEFAULTS)[0].learned);
    const weighed = weighSignals(labelled, learned);
    assert.deepEqual(
      weighed.map(({ halfLifeDays }) => halfLifeDays),
      learned.map(({ halfLifeDays }) => halfLifeDays),
    );
    // A month is longer than a half-life: what is fresh now is gone for most of it.
    assert.ok(weighed[0].weight > 0.1 && weighed[0].weight < learned[0].weight);
  });

  it('refuses times that cannot be', () => {
    for (const wrong of [
      followed(Number.NaN, null),
      followed(-1, null),
      followed(10, 11),
      followed(10, -1),
      followed(Infinity, null),
    ])
      assert.throws(
        () => timedHistories([followed(1, null), wrong], 1),
        /^RangeError: timedHistories requires .* of lead 1, got 0/,
      );
  });
});

describe('weighSignals', () => {
  it('gives back what it got without outcomes of both kinds', () => {
    assert.deepEqual(weighSignals([], PLANTED), PLANTED);
  });

  it('refuses signals of several saturations', () => {
    assert.throws(
      () => weighSignals([], [PLANTED[0], { ...PLANTED[1], saturation: 4 }]),
      new RangeError('weighSignals requires one saturation, got 1 and 4'),
    );
  });
});
