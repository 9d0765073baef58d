import { betaCdf, betaQuantile, logGamma } from '../../src/math/beta.ts';
import { assertNear } from '../support/near.ts';

describe('betaCdf', () => {
  it('is the cube of x for Beta(3, 1) and the square root of x, arcsined, for Beta(1/2, 1/2)', () => {
    for (const x of [0.01, 0.3, 0.5, 0.97]) {
      assertNear(betaCdf(x, 3, 1), x ** 3, 1e-9);
      assertNear(betaCdf(x, 0.5, 0.5), (2 / Math.PI) * Math.asin(Math.sqrt(x)), 1e-9);
    }
  });

  it('equals the binomial tail: P(Beta(k, n - k + 1) <= p) = P(Bin(n, p) >= k)', () => {
    // n = 5, k = 3, p = .4: 10 * .4^3 * .6^2 + 5 * .4^4 * .6 + .4^5
    assertNear(betaCdf(0.4, 3, 3), 0.31744, 1e-9);
  });
});

describe('betaQuantile', () => {
  it('undoes the distribution, narrow or lopsided', () => {
    for (const [a, b] of [
      [0.5, 100.5],
      [10.5, 90.5],
      [5000.5, 200.5],
    ] as const) {
      for (const share of [0.05, 0.5, 0.95])
        assertNear(betaCdf(betaQuantile(share, a, b), a, b), share, 1e-9);
    }
  });
});

describe('logGamma', () => {
  it('is the logarithm of the factorial', () => {
    assertNear(logGamma(11), Math.log(3_628_800), 1e-9);
    assertNear(logGamma(0.5), Math.log(Math.sqrt(Math.PI)), 1e-9);
  });
});
