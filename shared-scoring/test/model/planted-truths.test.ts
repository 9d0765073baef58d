import assert from 'node:assert/strict';
import type { TableCategoryColumn, TableNumberColumn } from '../../src/features/table.ts';
import { scoreTable } from '../../src/model/score-table.ts';
import { trainModel } from '../../src/model/train-model.ts';
import { assertAllNear, assertNear } from '../support/near.ts';
import { COUNTRIES, plantLeads } from '../support/planted-leads.ts';

describe('the contributions of a trained model', () => {
  const { table, labels } = plantLeads(6000, 11);
  const [visits, country] = table.columns as [TableNumberColumn, TableCategoryColumn];
  let meanContribution: (feature: string, isMeant: (row: number) => boolean) => number;

  before(() => {
    const model = trainModel({ table, labels, seed: 1 });
    const { contributions } = scoreTable(model, table);
    meanContribution = (feature, isMeant) => {
      const at = model.features.findIndex(({ name }) => name === feature);
      const rows = Array.from(labels.keys()).filter(isMeant);
      return (
        rows.reduce((sum, row) => sum + contributions[row * model.features.length + at], 0) / rows.length
      );
    };
  });

  it('find what each planted country is worth', () => {
    const found = COUNTRIES.map((_, code) => meanContribution('country', row => country.codes[row] === code));
    const centre = found.reduce((sum, value) => sum + value, 0) / found.length;
    // 1, 0, -1 and .5, less their mean.
    assertAllNear(
      found.map(value => value - centre),
      [0.875, -0.125, -1.125, 0.375],
      0.2,
    );
  });

  it('rise with the visits as they were planted, .15 each, and fall by 2 where they are missing', () => {
    const levels = [2, 6, 10, 14, 18];
    const found = levels.map(level =>
      meanContribution('visits', row => Math.abs(visits.values[row] - level) < 2),
    );
    for (let at = 1; at < found.length; at++) assert.ok(found[at] > found[at - 1]);
    assertNear((found[4] - found[0]) / 16, 0.15, 0.03);
    const missing = meanContribution('visits', row => Number.isNaN(visits.values[row]));
    assertNear(missing - found[2], -2, 0.4);
  });

  it('stay near zero where nothing was planted', () => {
    for (const noise of ['noise', 'weekday']) {
      for (const half of [0, 1])
        assertNear(
          meanContribution(noise, row => row % 2 === half),
          0,
          0.05,
        );
    }
  });
});
