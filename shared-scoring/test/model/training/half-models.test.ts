import assert from 'node:assert/strict';
import { selectRows } from '../../../src/features/table.ts';
import { sigmoid } from '../../../src/math/logistic.ts';
import { scoreTable } from '../../../src/model/score-table.ts';
import { trainModel } from '../../../src/model/train-model.ts';
import { plantLeads } from '../../support/planted-leads.ts';

const range = (from: number, to: number) => Int32Array.from({ length: to - from }, (_, at) => from + at);

/** Of 1,000 new leads: the share whose true propensity lies in its interval, and the mean width. */
function judgeIntervals(trainedOn: number, seed: number) {
  const { table, labels, trueLogOdds } = plantLeads(trainedOn + 1000, seed);
  const train = range(0, trainedOn);
  const model = trainModel({ table: selectRows(table, train), labels: labels.slice(0, trainedOn), seed });
  const { low, high } = scoreTable(model, selectRows(table, range(trainedOn, trainedOn + 1000)));
  const truth = trueLogOdds.slice(trainedOn).map(sigmoid);
  return {
    coverage: truth.filter((value, row) => low[row] <= value && value <= high[row]).length / 1000,
    width: high.reduce((sum, end, row) => sum + (end - low[row]) / 1000, 0),
  };
}

describe('intervals of a trained model', () => {
  let draws: ReturnType<typeof judgeIntervals>[];

  before(() => {
    draws = Array.from({ length: 6 }, (_, seed) => judgeIntervals(800, seed));
  });

  it('hold about nine true propensities in ten, over draws of leads', () => {
    const coverages = draws.map(({ coverage }) => coverage);
    const mean = coverages.reduce((sum, coverage) => sum + coverage / coverages.length, 0);
    assert.ok(mean > 0.85 && mean < 0.97, `${coverages}`);
  });

  it('narrow with the leads learned from', () => {
    assert.ok(judgeIntervals(3000, 1).width < 0.75 * draws[1].width);
  });
});
