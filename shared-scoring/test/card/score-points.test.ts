import assert from 'node:assert/strict';
import { bandOf, DEFAULT_BAND_THRESHOLDS, scorePointsOf } from '../../src/card/score-points.ts';

const DOUBLING = { pointsPerLogOdds: 10 / Math.LN2, midLogOdds: -2 };

describe('scorePointsOf', () => {
  it('gives an average lead 50 points', () => {
    assert.equal(scorePointsOf(-2, DOUBLING), 50);
  });

  it('adds ten points when the odds double and takes ten when they halve', () => {
    assert.equal(scorePointsOf(-2 + Math.LN2, DOUBLING), 60);
    assert.equal(scorePointsOf(-2 - Math.LN2, DOUBLING), 40);
  });

  it('ends at 0 and 100', () => {
    assert.equal(scorePointsOf(-50, DOUBLING), 0);
    assert.equal(scorePointsOf(50, DOUBLING), 100);
  });
});

describe('bandOf', () => {
  it('begins each band at its threshold', () => {
    const bands = [100, 70, 69, 60, 59, 40, 39, 0].map(points => bandOf(points, DEFAULT_BAND_THRESHOLDS));
    assert.deepEqual(bands, ['Hot', 'Hot', 'Warm', 'Warm', 'Nurture', 'Nurture', 'Low', 'Low']);
  });

  it('cuts where the tenant wants it', () => {
    assert.equal(bandOf(55, { hot: 50, warm: 30, nurture: 10 }), 'Hot');
  });
});
