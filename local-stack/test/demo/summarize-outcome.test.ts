import assert from 'node:assert/strict';
import { InputError } from '@aix/shared-scoring';
import { chooseRows } from '../../demo/leads/bank-rows.ts';
import { createPersonMaker } from '../../demo/leads/made-up-person.ts';
import { renderOutcome } from '../../demo/render-outcome.ts';
import { type PublishedScore, summarizeOutcome } from '../../demo/summarize-outcome.ts';
import { readDataRows, SEED } from './demo-fixture.ts';

const LEAD_COUNT = 2000;

describe('summarizeOutcome', () => {
  const personOf = createPersonMaker(SEED);
  const chosen = new Set(chooseRows(LEAD_COUNT).rows);
  const open = readDataRows('held-out-truth.csv.gz')
    .filter(({ row }) => chosen.has(Number(row)))
    .map(({ row, y }) => ({ email: personOf(Number(row)).email, converted: y === 'yes' }));
  const conversions = open.filter(({ converted }) => converted).length;
  const oracle = open.map(
    ({ email, converted }): PublishedScore =>
      converted
        ? { email, propensity: 0.9, scorePoints: 90, band: 'Hot' }
        : { email, propensity: 0.1, scorePoints: 20, band: 'Low' },
  );
  const summarize = (scores: Iterable<PublishedScore>) =>
    summarizeOutcome({ scores, seed: SEED, leadCount: LEAD_COUNT });

  it('finds each of the 400 open leads by its address', async () => {
    assert.equal(open.length, 400);
    const { leads, withoutScore, actualConversions } = await summarize(oracle);
    assert.deepEqual(
      { leads, withoutScore, actualConversions },
      { leads: 400, withoutScore: 0, actualConversions: conversions },
    );
  });

  it('gives perfect scores an AUC of 1 and the highest lift there can be', async () => {
    const { auc, liftTop10 } = await summarize(oracle);
    assert.equal(auc, 1);
    assert.ok(Math.abs(liftTop10! - 400 / conversions) < 1e-9);
  });

  it('gives scores that say nothing an AUC of one half and a lift of 1', async () => {
    const { auc, liftTop10 } = await summarize(oracle.map(score => ({ ...score, propensity: 0.3 })));
    assert.equal(auc, 0.5);
    assert.ok(Math.abs(liftTop10! - 1) < 1e-9);
  });

  it('counts leads, expected and real conversions by band, best band first', async () => {
    const { conversionByBand, expectedConversions } = await summarize(oracle);
    const others = 400 - conversions;
    const none = { leads: 0, expectedConversions: 0, conversions: 0, rate: null };
    assert.ok(Math.abs(expectedConversions - (0.9 * conversions + 0.1 * others)) < 1e-9);
    assert.deepEqual(
      conversionByBand.map(each => ({ ...each, expectedConversions: Math.round(each.expectedConversions) })),
      [
        {
          band: 'Hot',
          leads: conversions,
          expectedConversions: Math.round(0.9 * conversions),
          conversions,
          rate: 1,
        },
        { band: 'Warm', ...none },
        { band: 'Nurture', ...none },
        {
          band: 'Low',
          leads: others,
          expectedConversions: Math.round(0.1 * others),
          conversions: 0,
          rate: 0,
        },
      ],
    );
  });

  it('counts a lead with two records once, and says when they differ', async () => {
    const twin = { ...oracle[0]!, email: oracle[0]!.email.toUpperCase() };
    const same = await summarize([...oracle, twin]);
    assert.deepEqual(same, await summarize(oracle));
    const other = await summarize([...oracle, { ...twin, scorePoints: 55 }]);
    assert.deepEqual(other, { ...same, inconsistent: 1 });
  });

  it('leaves leads aside whose outcome the product knows, and counts those without a score', async () => {
    const closed = { ...oracle[0]!, email: personOf(0).email };
    const { leads, withoutScore } = await summarize([closed, ...oracle.slice(3)]);
    assert.deepEqual({ leads, withoutScore }, { leads: 397, withoutScore: 3 });
  });

  it('has no AUC and no lift where nothing was scored', async () => {
    const { auc, liftTop10, withoutScore } = await summarize([]);
    assert.deepEqual({ auc, liftTop10, withoutScore }, { auc: null, liftTop10: null, withoutScore: 400 });
  });

  it('finds nobody under another seed', async () => {
    const { leads } = await summarizeOutcome({ scores: oracle, seed: SEED + 1, leadCount: LEAD_COUNT });
    assert.ok(leads < 3, `${leads} found`);
  });

  it('refuses what is no probability, and a truth that cannot be read', async () => {
    for (const propensity of [-0.1, 1.1, Number.NaN]) {
      await assert.rejects(summarize([{ ...oracle[0]!, propensity }]), RangeError);
    }
    await assert.rejects(
      summarizeOutcome({ scores: oracle, seed: SEED, truthFile: 'no-such-file' }),
      InputError,
    );
  });
});

describe('renderOutcome', () => {
  const outcome = {
    leads: 8234,
    withoutScore: 4,
    inconsistent: 0,
    auc: 0.7446,
    liftTop10: 2.118,
    conversionByBand: [
      { band: 'Hot', leads: 812, expectedConversions: 401.6, conversions: 498, rate: 498 / 812 },
      { band: 'Warm', leads: 1422, expectedConversions: 512.2, conversions: 600, rate: 600 / 1422 },
      { band: 'Nurture', leads: 6000, expectedConversions: 1200, conversions: 1440, rate: 0.24 },
      { band: 'Low', leads: 0, expectedConversions: 0, conversions: 0, rate: null },
    ],
    expectedConversions: 2113.8,
    actualConversions: 2538,
  } as const;
  const rendered = (width?: number) =>
    renderOutcome({ ...outcome, conversionByBand: [...outcome.conversionByBand] }, width);

  it('fits a terminal of 80 columns', () => {
    assert.equal(
      rendered(),
      [
        'Predicted against real: 8,234 open leads',
        '  4 more have no score',
        '  AUC                      0.745   0.5 is chance, 1 is perfect',
        '  Lift in the top tenth     2.12   times the average rate',
        '  Conversions expected     2,114   sum of the probabilities',
        '  Conversions in fact      2,538   as the held-out outcomes say',
        '',
        '  Band       Leads   Expected  Converted     Rate',
        '  Hot          812     49.5 %        498   61.3 %  ████████████████████',
        '  Warm       1,422     36.0 %        600   42.2 %  ██████████████',
        '  Nurture    6,000     20.0 %      1,440   24.0 %  ████████',
        '  Low            0          –          0        –',
      ].join('\n'),
    );
  });

  it('fits narrower ones too', () => {
    for (let width = 40; width <= 120; width += 1) {
      for (const line of rendered(width).split('\n')) assert.ok(line.length <= width, `${width}: ${line}`);
    }
    assert.match(rendered(40), /Hot +812 +498 +61\.3 %$/m);
  });

  it('says when records of one lead differ, and shows a dash for what cannot be told', () => {
    const text = renderOutcome({
      ...outcome,
      conversionByBand: [],
      inconsistent: 2,
      auc: null,
      liftTop10: null,
    });
    assert.match(text, /2 differ between the two CRMs/);
    assert.match(text, /AUC +–/);
  });
});
