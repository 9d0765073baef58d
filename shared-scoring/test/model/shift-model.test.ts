import assert from 'node:assert/strict';
import { shiftByOutcomes, shiftByScores } from '../../src/calibration/moved-base-rate.ts';
import { sigmoid } from '../../src/math/logistic.ts';
import { createRandom } from '../../src/math/random.ts';
import type { Model } from '../../src/model/model.ts';
import { modelFromJson, modelToJson } from '../../src/model/model-json.ts';
import { scoreTable } from '../../src/model/score-table.ts';
import { shiftModel } from '../../src/model/shift-model.ts';
import { trainModel } from '../../src/model/train-model.ts';
import { DEFAULT_STARTER } from '../../src/starter/starter.ts';
import { assertNear } from '../support/near.ts';
import { plantLeads } from '../support/planted-leads.ts';
import { drawStarterLeads } from '../support/starter-leads.ts';

/** The leads that remain when a share of those that converted is taken away: only the base rate moves. */
function thin({ table, labels }: ReturnType<typeof plantLeads>, share: number) {
  const random = createRandom(8);
  const rows = Int32Array.from(labels, (_, row) => row).filter(
    row => labels[row] === 0 || random.next() >= share,
  );
  const columns = table.columns.map(column =>
    column.kind === 'number'
      ? { ...column, values: Float64Array.from(rows, row => column.values[row]) }
      : { ...column, codes: Int32Array.from(rows, row => column.codes[row]) },
  );
  return { table: { nRows: rows.length, columns }, labels: Uint8Array.from(rows, row => labels[row]) };
}

const model = trainModel({ ...plantLeads(3000, 1), seed: 1 });
const recent = thin(plantLeads(6000, 2), 2 / 3);
/** Two of three conversions gone: a third of the odds. */
const MOVED = -Math.log(3);
const meanShift = (before: Model, after: Model) =>
  scoreTable(after, recent.table).logOdds[0] - scoreTable(before, recent.table).logOdds[0];

describe('shiftModel', () => {
  it('finds a planted move of the base rate from outcomes', () => {
    assertNear(meanShift(model, shiftModel(model, recent)), MOVED, 0.12);
  });

  it('finds it, less surely, from the scores alone', () => {
    assertNear(meanShift(model, shiftModel(model, { table: recent.table })), MOVED, 0.3);
  });

  it('finds no move among leads like those that the model was calibrated on', () => {
    assertNear(meanShift(model, shiftModel(model, { table: plantLeads(6000, 3).table })), 0, 0.15);
  });

  it('moves point, interval and base alike, with a curve or a starter too', () => {
    const curve = { kind: 'isotonic', from: [-2, 1], to: [-3, 2] } as const;
    const leads = drawStarterLeads(600, { tenant: 1, seed: 1 });
    const withStarter = trainModel({ ...leads, seed: 1, starter: DEFAULT_STARTER });
    for (const { before, at } of [
      { before: model, at: recent },
      { before: { ...model, curve }, at: recent },
      { before: { ...model, curve: { kind: 'beta', a: 1, b: 2, c: 0 } as const }, at: recent },
      { before: withStarter, at: leads },
    ]) {
      const after = modelFromJson(modelToJson(shiftModel(before, at)));
      const [old, moved] = [before, after].map(each => scoreTable(each, at.table));
      const shift = moved.base - old.base;
      for (let row = 0; row < 20; row++) {
        assertNear(moved.logOdds[row] - old.logOdds[row], shift, 1e-9);
        assert.ok(moved.low[row] <= moved.propensity[row] && moved.propensity[row] <= moved.high[row]);
      }
      moved.contributions.forEach((part, slot) => {
        assertNear(part, old.contributions[slot], 1e-9);
      });
    }
  });
});

describe('shiftByOutcomes', () => {
  it('moves little for few outcomes, and not at all for none', () => {
    assert.equal(shiftByOutcomes(new Float64Array(), new Uint8Array()), 0);
    const few = shiftByOutcomes(new Float64Array(3), Uint8Array.of(1, 1, 1));
    const many = shiftByOutcomes(new Float64Array(300), new Uint8Array(300).fill(1));
    assert.ok(few > 0 && few < 1.2 && many > 3);
  });

  it('refuses lengths that differ', () => {
    assert.throws(() => shiftByOutcomes(new Float64Array(2), new Uint8Array(1)), RangeError);
  });
});

describe('shiftByScores', () => {
  it('stays where it is while the base rate does', () => {
    const random = createRandom(3);
    const logOdds = Float64Array.from({ length: 20_000 }, () => 4 * random.next() - 3);
    const rate = logOdds.reduce((sum, value) => sum + sigmoid(value) / logOdds.length, 0);
    assertNear(shiftByScores(logOdds, rate), 0, 1e-6);
  });

  it('refuses a base rate that is none', () => {
    assert.throws(() => shiftByScores(new Float64Array(1), 1), RangeError);
  });
});
