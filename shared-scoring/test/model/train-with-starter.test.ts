import assert from 'node:assert/strict';
import { InputError } from '../../src/domain/errors.ts';
import { logLoss } from '../../src/evaluate/probability-errors.ts';
import { selectRows } from '../../src/features/table.ts';
import { sigmoid } from '../../src/math/logistic.ts';
import type { Model } from '../../src/model/model.ts';
import { modelFromJson, modelToJson } from '../../src/model/model-json.ts';
import { predictLogOdds, scoreTable } from '../../src/model/score-table.ts';
import { trainModel } from '../../src/model/train-model.ts';
import { DEFAULT_STARTER } from '../../src/starter/starter.ts';
import { drawStarterLeads, type StarterLeads } from '../support/starter-leads.ts';

const starter = DEFAULT_STARTER;
const firstRows = (count: number) => Int32Array.from({ length: count }, (_, row) => row);

/** Many tests ask for the same tenants. */
function drawOnce(count: number, seedOf: (tenant: number) => number): (tenant: number) => StarterLeads {
  const drawn = new Map<number, StarterLeads>();
  return tenant => {
    const leads = drawn.get(tenant) ?? drawStarterLeads(count, { tenant, seed: seedOf(tenant) });
    drawn.set(tenant, leads);
    return leads;
  };
}

const past = drawOnce(8000, tenant => tenant);
const fresh = drawOnce(2000, tenant => 100 + tenant);

function history(rows: number, tenant: number) {
  const { table, labels } = past(tenant);
  return { table: selectRows(table, firstRows(rows)), labels: labels.slice(0, rows), seed: 1 };
}

const lossOf = (model: Model, { table, labels }: ReturnType<typeof fresh>) =>
  logLoss(predictLogOdds(model, table).map(sigmoid), labels);

function assertSums(model: Model, { table }: ReturnType<typeof fresh>): void {
  const { logOdds, contributions, base, low, high, propensity } = scoreTable(model, table);
  const width = model.features.length;
  for (let row = 0; row < table.nRows; row++) {
    const parts = contributions.subarray(row * width, (row + 1) * width);
    assert.ok(Math.abs(parts.reduce((sum, part) => sum + part, base) - logOdds[row]) < 1e-9);
    assert.ok(low[row] <= propensity[row] && propensity[row] <= high[row]);
  }
}

describe('trainModel with a starter', () => {
  it('is the starter alone before any outcome, with wide intervals, and says so', () => {
    const model = trainModel({ ...history(0, 1), starter });
    assert.deepEqual(model.facts.starter, { name: 'generic-1', share: 1 });
    assert.equal(model.facts.verdict.verdict, 'not_ready');
    assert.match(model.facts.verdict.reason, /starter model alone: 0 of 0 leads/);
    const { low, high } = scoreTable(model, fresh(1).table);
    assert.ok(low.every((end, row) => high[row] > 5 * end));
    assertSums(model, fresh(1));
  });

  it('lowers the base rate it assumes when many leads bring no conversion', () => {
    const { table } = history(300, 1);
    const model = trainModel({ table, labels: new Uint8Array(300), seed: 1, starter });
    assert.ok(model.starter!.weights.intercept < starter.intercept - 1);
    assert.equal(model.facts.starter?.share, 1);
  });

  it('refuses too few outcomes when no starter was asked for', () => {
    assert.throws(() => trainModel(history(0, 1)), InputError);
  });

  it('hands over to the own model with evidence, and sums to the log-odds all the way', () => {
    const models = [40, 400, 4000].map(rows => trainModel({ ...history(rows, 2), starter }));
    const shares = models.map(({ facts }) => facts.starter!.share);
    assert.ok(shares[0] > shares[1] && shares[1] > shares[2] && shares[2] < 0.5, String(shares));
    for (const model of models) assertSums(model, fresh(2));
  });

  it('is on average no worse than the better of starter and own model', () => {
    const tenants = [1, 2, 3, 4, 5, 6];
    for (const rows of [80, 320]) {
      const mean = (of: (tenant: number) => number) => tenants.reduce((sum, tenant) => sum + of(tenant), 0);
      const blend = mean(tenant => lossOf(trainModel({ ...history(rows, tenant), starter }), fresh(tenant)));
      const own = mean(tenant => lossOf(trainModel(history(rows, tenant)), fresh(tenant)));
      const alone = mean(tenant => lossOf(trainModel({ ...history(0, tenant), starter }), fresh(tenant)));
      assert.ok(blend <= 1.01 * Math.min(own, alone), `${rows} rows: ${blend} against ${own} and ${alone}`);
    }
  });

  it('follows a base rate that moves as the own model does', () => {
    const { table, labels } = history(6000, 5);
    // Of the newest third only every sixth that did not convert stays.
    const rows = firstRows(6000).filter(row => row < 4000 || labels[row] === 1 || row % 6 === 0);
    const moved = {
      ...{ table: selectRows(table, rows), labels: Uint8Array.from(rows, row => labels[row]), seed: 1 },
      times: Float64Array.from(rows, row => row),
    };
    const meanOf = (model: Model) => {
      const propensities = predictLogOdds(model, fresh(5).table).map(sigmoid);
      return propensities.reduce((sum, value) => sum + value, 0) / propensities.length;
    };
    const [blend, own] = [trainModel({ ...moved, starter }), trainModel(moved)].map(meanOf);
    assert.ok(Math.abs(blend - own) < 0.02, `${blend} against ${own}`);
  });

  it('predicts the same after a round trip through JSON', () => {
    for (const rows of [0, 400]) {
      const model = trainModel({ ...history(rows, 3), starter });
      const again = modelFromJson(modelToJson(model));
      assert.deepEqual(scoreTable(again, fresh(3).table), scoreTable(model, fresh(3).table));
    }
  });

  it('leaves a tenant without any of its columns to its own model', () => {
    const { table, labels } = history(2000, 4);
    const columns = table.columns.filter(({ name }) => ['industry', 'own_score', 'noise'].includes(name));
    const model = trainModel({ table: { ...table, columns }, labels, seed: 1, starter });
    assert.equal(model.facts.starter?.share, 0);
  });
});
