import assert from 'node:assert/strict';
import { gaussLegendre } from '../../src/math/gauss-legendre.ts';
import { assertNear } from '../support/near.ts';

describe('gaussLegendre', () => {
  it('integrates every power up to twice its points exactly', () => {
    for (let count = 1; count <= 16; count++) {
      const { points, weights } = gaussLegendre(count);
      for (let power = 0; power < 2 * count; power++) {
        const sum = points.reduce((total, point, at) => total + weights[at] * point ** power, 0);
        assertNear(sum, 1 / (power + 1), 1e-14);
      }
    }
  });

  it('looks inside the interval only, from left to right', () => {
    const { points } = gaussLegendre(15);
    assert.ok(points[0] > 0 && points[14] < 1);
    assert.deepEqual(points.toSorted(), points);
  });
});
