import assert from 'node:assert/strict';
import { ModelError } from '../../src/domain/errors.ts';
import { selectRows, type Table } from '../../src/features/table.ts';
import { predictLogOdds, scoreTable } from '../../src/model/score-table.ts';
import { trainModel } from '../../src/model/train-model.ts';
import { plantLeads } from '../support/planted-leads.ts';

const { table, labels } = plantLeads(2000, 1);
const model = trainModel({ table, labels, seed: 1 });

describe('scoreTable', () => {
  it('gives base and contributions that sum to the log-odds to 1e-9, one per feature', () => {
    const { base, contributions, logOdds } = scoreTable(model, table);
    assert.equal(contributions.length, 4 * 2000);
    logOdds.forEach((value, row) => {
      const sum = contributions.subarray(4 * row, 4 * row + 4).reduce((total, part) => total + part, base);
      assert.ok(Math.abs(sum - value) <= 1e-9);
    });
  });

  it('credits the columns that matter, not the noise', () => {
    const { contributions } = scoreTable(model, table);
    const strength = (column: number) =>
      contributions.reduce((sum, part, slot) => sum + (slot % 4 === column ? Math.abs(part) : 0), 0) / 2000;
    assert.ok(strength(0) > 0.5 && strength(1) > 0.3);
    assert.ok(
      Math.max(strength(2), strength(3)) < strength(1) / 3,
      `${strength(1)}, ${strength(2)}, ${strength(3)}`,
    );
  });

  it('scores alike whatever comes with a lead, in whatever order of columns', () => {
    const alone: Table = {
      nRows: 1,
      columns: table.columns
        .toReversed()
        .map(column =>
          column.kind === 'number'
            ? { ...column, values: column.values.slice(0, 1) }
            : { ...column, codes: column.codes.slice(0, 1) },
        ),
    };
    assert.equal(scoreTable(model, alone).logOdds[0], scoreTable(model, table).logOdds[0]);
    assert.deepEqual(
      scoreTable(model, alone).contributions,
      scoreTable(model, table).contributions.slice(0, 4),
    );
  });

  it('takes absent columns for missing and unknown levels as they come, and ignores further columns', () => {
    const extra = { kind: 'number', name: 'extra', label: 'Extra', values: Float64Array.of(1) } as const;
    const unknown = {
      kind: 'category',
      name: 'country',
      label: 'Country',
      codes: Int32Array.of(0),
      levels: ['Atlantis'],
    } as const;
    const missing = {
      kind: 'number',
      name: 'visits',
      label: 'Visits',
      values: Float64Array.of(Number.NaN),
    } as const;
    const without = predictLogOdds(model, { nRows: 1, columns: [] });
    assert.deepEqual(predictLogOdds(model, { nRows: 1, columns: [extra, unknown, missing] }), without);
    assert.ok(Number.isFinite(without[0]));
  });

  it('refuses a column of another kind', () => {
    const wrong = { kind: 'number', name: 'country', label: 'Country', values: Float64Array.of(1) } as const;
    assert.throws(
      () => scoreTable(model, { nRows: 1, columns: [wrong] }),
      (error: unknown) => error instanceof ModelError && error.code === 'ERR_MODEL_SCHEMA_MISMATCH',
    );
  });

  it('scores a table longer than a block as its parts', () => {
    const nRows = 9000;
    const long = selectRows(
      table,
      Int32Array.from({ length: nRows }, (_, row) => row % 2000),
    );
    const part = scoreTable(model, table);
    const whole = scoreTable(model, long);
    for (const row of [0, 1999, 2000, 8191, 8192, nRows - 1]) {
      for (const key of ['logOdds', 'propensity', 'low', 'high'] as const)
        assert.equal(whole[key][row], part[key][row % 2000]);
      const start = 4 * (row % 2000);
      assert.deepEqual(
        whole.contributions.slice(4 * row, 4 * row + 4),
        part.contributions.slice(start, start + 4),
      );
    }
    assert.equal(whole.base, part.base);
    assert.equal(predictLogOdds(model, long)[nRows - 1], part.logOdds[(nRows - 1) % 2000]);
  });

  it('scores no leads', () => {
    assert.equal(scoreTable(model, { nRows: 0, columns: [] }).logOdds.length, 0);
  });
});

describe('predictLogOdds', () => {
  it('equals the log-odds of scoreTable', () => {
    assert.deepEqual(predictLogOdds(model, table), scoreTable(model, table).logOdds);
  });
});
