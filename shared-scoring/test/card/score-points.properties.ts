import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BANDS, bandOf, scorePointsOf } from '../../src/card/score-points.ts';
import { spread } from './card-arbitraries.ts';

describe('scorePointsOf and bandOf', () => {
  const logOdds = fc.oneof(spread(-8, 8), spread(-200, 200));
  const scale = fc.record({
    pointsPerLogOdds: spread(0.1, 100),
    midLogOdds: spread(-10, 10),
  });
  const thresholds = fc
    .tuple(fc.nat(100), fc.nat(100), fc.nat(100))
    .map(three => three.sort((a, b) => b - a))
    .map(([hot, warm, nurture]) => ({ hot: hot!, warm: warm!, nurture: nurture! }));

  it('give a likelier lead no fewer points and no worse band', () => {
    fc.assert(
      fc.property(logOdds, logOdds, scale, thresholds, (a, b, scale, thresholds) => {
        const [lower, higher] = [scorePointsOf(Math.min(a, b), scale), scorePointsOf(Math.max(a, b), scale)];
        assert.ok(lower <= higher);
        const [worse, better] = [lower, higher].map(points => BANDS.indexOf(bandOf(points, thresholds)));
        assert.ok(better! <= worse!);
      }),
    );
  });

  it('give whole points from 0 to 100', () => {
    fc.assert(
      fc.property(logOdds, scale, (logOdds, scale) => {
        const points = scorePointsOf(logOdds, scale);
        assert.ok(Number.isInteger(points) && points >= 0 && points <= 100);
      }),
    );
  });
});
