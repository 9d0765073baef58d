import assert from 'node:assert/strict';
import { measure } from '../../src/evaluate/measure.ts';

describe('measure', () => {
  it('reports every measure at once', () => {
    const metrics = measure(Float64Array.of(0.9, 0.6, 0.4, 0.1), Uint8Array.of(1, 0, 1, 0));
    assert.deepEqual([metrics.rows, metrics.conversions, metrics.auc], [4, 2, 0.75]);
    assert.ok(Object.values(metrics).every(Number.isFinite));
  });

  it('refuses lengths that differ and no leads', () => {
    assert.throws(
      () => measure(Float64Array.of(0.5), Uint8Array.of()),
      /as many labels as propensities and at least one, got 0 and 1/,
    );
    assert.throws(() => measure(Float64Array.of(), Uint8Array.of()), RangeError);
  });
});
