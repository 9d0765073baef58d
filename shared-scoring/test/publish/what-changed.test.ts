import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CHANGE_PARTS, shareChange } from '../../src/publish/what-changed.ts';

describe('shareChange', () => {
  it('gives each kind of change the points of its step', () => {
    const after = { decay: 59, events: 71, fields: 71, model: 68, override: 68 };
    assert.deepEqual(shareChange(62, after), { decay: -3, events: 12, fields: 0, model: -3, override: 0 });
  });

  it('always sums to the whole change', () => {
    const points = fc.nat(100);
    const steps = fc.record(Object.fromEntries(CHANGE_PARTS.map(part => [part, points])));
    fc.assert(
      fc.property(points, steps, (from, after) => {
        const changes = shareChange(from, after as Parameters<typeof shareChange>[1]);
        const sum = Object.values(changes).reduce((total, each) => total + each, 0);
        assert.equal(sum, after.override! - from);
      }),
    );
  });
});
