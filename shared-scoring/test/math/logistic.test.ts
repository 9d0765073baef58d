import assert from 'node:assert/strict';
import { baseLogOdds, logit, logLossOf, oddsOf, sigmoid } from '../../src/math/logistic.ts';
import { assertNear } from '../support/near.ts';

describe('sigmoid and logit', () => {
  it('undo one another', () => {
    for (const logOdds of [-30, -2, 0, 0.1, 5]) assertNear(logit(sigmoid(logOdds)), logOdds, 1e-9);
  });

  it('stay in 0..1 at the ends of the doubles', () => {
    assert.equal(sigmoid(-Number.MAX_VALUE), 0);
    assert.equal(sigmoid(Number.MAX_VALUE), 1);
    assert.equal(sigmoid(Number.NEGATIVE_INFINITY), 0);
    assert.equal(sigmoid(Number.POSITIVE_INFINITY), 1);
    assert.ok(Number.isNaN(sigmoid(Number.NaN)));
  });

  it('err by no more than a few of the last bits, far out too', () => {
    for (let logOdds = -700; logOdds < 60; logOdds += 0.0137) {
      const expected = 1 / (1 + Math.exp(-logOdds));
      assertNear(sigmoid(logOdds) / expected, 1, 1e-15);
    }
  });
});

describe('oddsOf', () => {
  it('is the exponential, 0 or infinite beyond the doubles', () => {
    for (let logOdds = -36; logOdds < 36; logOdds += 0.37)
      assertNear(oddsOf(logOdds) / Math.exp(logOdds), 1, 2e-15);
    assert.equal(oddsOf(0), 1);
    assert.equal(oddsOf(Number.NEGATIVE_INFINITY), 0);
    assert.equal(oddsOf(Number.POSITIVE_INFINITY), Number.POSITIVE_INFINITY);
  });
});

describe('logLossOf', () => {
  it('is minus the logarithm of the propensity given to what happened', () => {
    assertNear(logLossOf(0.7, 1), -Math.log(sigmoid(0.7)), 1e-12);
    assertNear(logLossOf(0.7, 0), -Math.log(1 - sigmoid(0.7)), 1e-12);
  });

  it('is finite for extreme log-odds', () => {
    assert.equal(logLossOf(1000, 1), 0);
    assert.equal(logLossOf(1000, 0), 1000);
  });
});

describe('baseLogOdds', () => {
  it('is finite for none and for all', () => {
    assertNear(sigmoid(baseLogOdds(0, 9)), 0.05, 1e-12);
    assertNear(sigmoid(baseLogOdds(9, 9)), 0.95, 1e-12);
  });
});
