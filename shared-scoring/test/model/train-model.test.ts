import assert from 'node:assert/strict';
import { InputError } from '../../src/domain/errors.ts';
import { measure } from '../../src/evaluate/measure.ts';
import { rocAuc } from '../../src/evaluate/roc-auc.ts';
import { selectRows, type Table } from '../../src/features/table.ts';
import { logit, sigmoid } from '../../src/math/logistic.ts';
import { createRandom } from '../../src/math/random.ts';
import { predictLogOdds } from '../../src/model/score-table.ts';
import { trainModel } from '../../src/model/train-model.ts';
import { assertNear } from '../support/near.ts';
import { plantLeads } from '../support/planted-leads.ts';

const range = (from: number, to: number) => Int32Array.from({ length: to - from }, (_, at) => from + at);
const rowTimes = (count: number) => Float64Array.from({ length: count }, (_, row) => row);

describe('trainModel', () => {
  for (const heldOutBy of ['folds', 'time'] as const) {
    it(`comes close to the best possible ranking and propensities, held out by ${heldOutBy}`, () => {
      const { table, labels, trueLogOdds } = plantLeads(8000, 1);
      const train = range(0, 4000);
      const test = range(4000, 8000);
      const request = { table: selectRows(table, train), labels: labels.slice(0, 4000), seed: 1 };
      const model = trainModel(heldOutBy === 'time' ? { ...request, times: rowTimes(4000) } : request);
      const found = measure(predictLogOdds(model, selectRows(table, test)).map(sigmoid), labels.slice(4000));
      const best = measure(trueLogOdds.slice(4000).map(sigmoid), labels.slice(4000));
      assert.equal(model.facts.heldOutBy, heldOutBy);
      assert.ok(found.auc > best.auc - 0.01, `${found.auc} against ${best.auc}`);
      assert.ok(found.logLoss < best.logLoss + 0.01, `${found.logLoss} against ${best.logLoss}`);
      assert.ok(found.ece10 < 0.04, `${found.ece10}`);
    });
  }

  it('says not ready of labels that have nothing to do with the columns', () => {
    const { table } = plantLeads(600, 2);
    for (let seed = 0; seed < 10; seed++) {
      const random = createRandom(seed);
      const labels = Uint8Array.from({ length: 600 }, () => Number(random.next() < 0.3));
      assert.equal(trainModel({ table, labels, seed }).facts.verdict.verdict, 'not_ready');
    }
  });

  it('takes the later part for its base rate when that has moved', () => {
    const { table, labels } = plantLeads(6000, 3);
    const random = createRandom(3);
    // Two of three conversions of the older leads are taken away.
    const moved = labels.map((label, row) => (row < 4500 && random.next() < 2 / 3 ? 0 : label));
    const model = trainModel({ table, labels: moved, times: rowTimes(6000), seed: 1 });
    const later = predictLogOdds(model, selectRows(table, range(4500, 6000))).map(sigmoid);
    const rate = moved.slice(4500).reduce((sum, label) => sum + label, 0) / 1500;
    assertNear(later.reduce((sum, value) => sum + value, 0) / 1500, rate, 0.01);
    assertNear(model.scoreScale.midLogOdds, logit(rate), 0.02);
  });

  it('follows the newest block where base rates differ from block to block', () => {
    const { table, labels } = plantLeads(6000, 3);
    const random = createRandom(3);
    // Of the older leads two conversions in three are taken away, of the newest twelfth none.
    const moved = labels.map((label, row) => (row < 5500 && random.next() < 2 / 3 ? 0 : label));
    const model = trainModel({ table, labels: moved, times: rowTimes(6000), seed: 1 });
    const newest = predictLogOdds(model, selectRows(table, range(5500, 6000))).map(sigmoid);
    const rate = moved.slice(5500).reduce((sum, label) => sum + label, 0) / 500;
    assertNear(newest.reduce((sum, value) => sum + value, 0) / 500, rate, 0.04);
    assert.ok(model.facts.calibratedRate! > 1.4 * model.facts.baseRate);
  });

  it('prefers the candidate that holds on later leads', () => {
    // The trend goes on beyond what was seen: trees cannot follow, the logistic candidate can.
    const random = createRandom(9);
    const values = Float64Array.from({ length: 6000 }, (_, row) => row / 1000 + random.next());
    const labels = Uint8Array.from(values, value => Number(random.next() < sigmoid(value - 4)));
    const table: Table = {
      nRows: 6000,
      columns: [{ kind: 'number', name: 'trend', label: 'Trend', values }],
    };
    const { blend } = trainModel({ table, labels, times: rowTimes(6000), seed: 1 });
    assert.ok(blend.logistic >= 0.7, JSON.stringify(blend));
  });

  it('lets older leads count less where what tells leads apart has turned, and only there', () => {
    const train = (effectOf: (row: number) => number) => {
      const random = createRandom(11);
      const values = Float64Array.from({ length: 3000 }, () => 4 * random.next() - 2);
      const noise = Float64Array.from({ length: 3000 }, () => random.next());
      const labels = Uint8Array.from(values, (value, row) =>
        Number(random.next() < sigmoid(effectOf(row) * value - 1)),
      );
      const columns = [
        { kind: 'number', name: 'visits', label: 'Visits', values },
        { kind: 'number', name: 'noise', label: 'Noise', values: noise },
      ] as const;
      return trainModel({ table: { nRows: 3000, columns }, labels, times: rowTimes(3000), seed: 1 });
    };
    assert.equal(train(() => 1).facts.halfLife, null);
    assert.equal(train(row => 1.5 - row / 1000).facts.halfLife, 0.25);
  });

  it('keeps the tenant’s own score scale, and otherwise doubles the odds every ten points', () => {
    const { table, labels } = plantLeads(500, 4);
    const scoreScale = { pointsPerLogOdds: 12, midLogOdds: -3 };
    assert.deepEqual(trainModel({ table, labels, seed: 1, scoreScale }).scoreScale, scoreScale);
    assertNear(trainModel({ table, labels, seed: 1 }).scoreScale.pointsPerLogOdds * Math.LN2, 10, 1e-12);
  });

  it('tells how it came to be', () => {
    const { table, labels } = plantLeads(1000, 5);
    const { facts } = trainModel({ table, labels, seed: 7, facts: { horizonDays: 30 } });
    const conversions = labels.reduce((sum, label) => sum + label, 0);
    assert.deepEqual(
      [facts.rows, facts.conversions, facts.baseRate, facts.seed],
      [1000, conversions, conversions / 1000, 7],
    );
    assert.deepEqual(facts.caller, { horizonDays: 30 });
    assert.equal(facts.heldOut!.chosen.rows, 1000);
    assert.deepEqual(
      facts.features.map(({ name }) => name),
      ['visits', 'country', 'noise', 'weekday'],
    );
  });

  it('ignores the order of columns up to ranking', () => {
    const { table, labels } = plantLeads(2000, 6);
    const reversed = { ...table, columns: table.columns.toReversed() };
    const aucOf = (trained: Table) =>
      rocAuc(predictLogOdds(trainModel({ table: trained, labels, seed: 1 }), table), labels);
    assertNear(aucOf(table), aucOf(reversed), 0.02);
  });

  describe('refuses', () => {
    const { table, labels } = plantLeads(50, 8);
    const isInput = (pattern: RegExp) => (error: unknown) =>
      error instanceof InputError && pattern.test(error.message);

    it('no leads', () => {
      assert.throws(
        () => trainModel({ table: selectRows(table, range(0, 0)), labels: new Uint8Array(), seed: 1 }),
        isInput(/needs leads, got none/),
      );
    });

    it('a single outcome, or a single lead of one', () => {
      assert.throws(
        () => trainModel({ table, labels: new Uint8Array(50), seed: 1 }),
        isInput(/got 0 and 50/),
      );
      assert.throws(
        () => trainModel({ table, labels: new Uint8Array(50).fill(1, 1), seed: 1 }),
        isInput(/got 49 and 1/),
      );
    });

    it('a table without a column that varies', () => {
      assert.throws(
        () => trainModel({ table: { nRows: 50, columns: [] }, labels, seed: 1 }),
        isInput(/a column whose values differ/),
      );
    });

    it('lengths, labels and times that cannot be', () => {
      assert.throws(
        () => trainModel({ table, labels: labels.slice(1), seed: 1 }),
        new RangeError('trainModel requires 50 labels, got 49'),
      );
      assert.throws(() => trainModel({ table, labels: labels.map(label => 2 * label), seed: 1 }), RangeError);
      assert.throws(
        () => trainModel({ table, labels, times: new Float64Array(50).fill(Number.NaN), seed: 1 }),
        RangeError,
      );
    });
  });
});
