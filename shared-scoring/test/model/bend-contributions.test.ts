import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type CalibrationCurve, curveValue } from '../../src/calibration/curve.ts';
import { bendContributions } from '../../src/model/bend-contributions.ts';
import { modelFromJson, modelToJson } from '../../src/model/model-json.ts';
import { scoreTable } from '../../src/model/score-table.ts';
import { trainModel } from '../../src/model/train-model.ts';
import { DEFAULT_STARTER } from '../../src/starter/starter.ts';
import { assertNear } from '../support/near.ts';
import { drawStarterLeads } from '../support/starter-leads.ts';

/** Thousandths: a part under the smallest double would lose its sign. */
const part = fc.integer({ min: -5000, max: 5000 }).map(thousandths => thousandths / 1000);
const curve: fc.Arbitrary<CalibrationCurve> = fc.oneof(
  fc.record({
    kind: fc.constant('beta' as const),
    a: fc.double({ min: 0.05, max: 4, noNaN: true }),
    b: fc.double({ min: 0.05, max: 4, noNaN: true }),
    c: fc.double({ min: -3, max: 3, noNaN: true }),
  }),
  fc.constant({ kind: 'isotonic' as const, from: [-3, -1, 0, 2], to: [-4, -3.9, 1, 1.2] }),
);

describe('bendContributions', () => {
  it('sums to the bent log-odds and keeps the sign of every contribution', () => {
    fc.assert(
      fc.property(curve, part, fc.array(part, { minLength: 1, maxLength: 8 }), (bend, base, parts) => {
        const bent = bendContributions(bend, { base, contributions: Float64Array.from(parts) }, parts.length);
        const shown = curveValue(
          bend,
          parts.reduce((sum, each) => sum + each, base),
        );
        const sum = bent.contributions.reduce((total, each) => total + each, bent.base);
        assert.ok(Math.abs(sum - shown) < 1e-5, `${sum} is not ${shown}`);
        parts.forEach((each, at) => {
          assert.equal(Math.sign(bent.contributions[at]) || 0, Math.sign(each) || 0);
        });
      }),
    );
  });

  it('makes what a blend, a curve and a starter explain together sum to the log-odds, also after the artifact', () => {
    const { table, labels } = drawStarterLeads(1500, { tenant: 3, seed: 3 });
    const trained = trainModel({ table, labels, seed: 1, starter: DEFAULT_STARTER });
    const { blend, starter } = trained;
    assert.ok(blend.logistic > 0 && blend.trees > 0 && starter !== null && starter.weights.own > 0);
    for (const curve of [
      null,
      { kind: 'beta', a: 0.5, b: 1.6, c: 0.3 },
      { kind: 'isotonic', from: [-3, -1, 0], to: [-4, -1.5, 0.5] },
    ] satisfies (CalibrationCurve | null)[]) {
      const model = modelFromJson(modelToJson({ ...trained, curve }));
      const scores = scoreTable(model, table);
      const width = model.features.length;
      for (let row = 0; row < table.nRows; row++) {
        const parts = scores.contributions.subarray(row * width, (row + 1) * width);
        const sum = parts.reduce((total, each) => total + each, scores.base);
        assertNear(sum, scores.logOdds[row], 1e-9);
      }
    }
  });
});
