import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bandOf } from '../../src/card/score-points.ts';
import { logit, sigmoid } from '../../src/math/logistic.ts';
import { cellOf, type FitScore, scoreLead } from '../../src/publish/lead-score.ts';

const THRESHOLDS = { hot: 70, warm: 60, nurture: 40 };
const SCALE = { scale: { pointsPerLogOdds: 10 / Math.LN2, midLogOdds: -2 }, thresholds: THRESHOLDS };
const fitOf = (logOdds: number): FitScore => ({
  logOdds,
  low: sigmoid(logOdds - 0.5),
  high: sigmoid(logOdds + 0.5),
});
const engaged = (offset: number) => ({ signed: offset, all: offset, isLearned: true });
const near = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-9, `${a} is near ${b}`);

describe('scoreLead', () => {
  it('adds engagement to fit: a doubling of the odds is ten points', () => {
    const score = scoreLead(fitOf(-2), engaged(Math.LN2), SCALE);
    assert.deepEqual([score.fitPoints, score.engagementPoints, score.scorePoints], [50, 60, 60]);
    near(score.propensity, sigmoid(-2 + Math.LN2));
  });

  it('gives 50 engagement points to a lead that did nothing, and its fit alone as the score', () => {
    const fit = fitOf(-1);
    const score = scoreLead(fit, engaged(0), SCALE);
    assert.equal(score.engagementPoints, 50);
    assert.equal(score.scorePoints, score.fitPoints);
    assert.deepEqual([score.low, score.high], [fit.low, fit.high]);
  });

  it('moves the interval with a learned engagement', () => {
    const { low, high } = scoreLead(fitOf(-2), engaged(1), SCALE);
    near(logit(low), -1.5);
    near(logit(high), -0.5);
  });

  it('stretches the interval to the score without engagement while its weights are assumed', () => {
    const { low, high } = scoreLead(fitOf(-2), { ...engaged(1), isLearned: false }, SCALE);
    near(logit(low), -2.5);
    near(logit(high), -0.5);
    const cooled = scoreLead(fitOf(-2), { ...engaged(-1), isLearned: false }, SCALE);
    near(logit(cooled.low), -3.5);
    near(logit(cooled.high), -1.5);
  });

  const logOdds = fc.double({ min: -6, max: 6, noNaN: true });
  it('keeps a lead in the band of its signed engagement, whatever nobody signed for', () => {
    fc.assert(
      fc.property(logOdds, logOdds, logOdds, (fit, signed, all) => {
        const proved = scoreLead(fitOf(fit), engaged(signed), SCALE);
        const score = scoreLead(fitOf(fit), { signed, all, isLearned: true }, SCALE);
        assert.equal(score.bandPoints, proved.scorePoints);
        assert.equal(bandOf(score.scorePoints, THRESHOLDS), bandOf(proved.scorePoints, THRESHOLDS));
        assert.ok(all > signed ? score.logOdds >= proved.logOdds : score.logOdds <= proved.logOdds);
      }),
    );
  });

  it('shows all of the engagement as long as it stays in the band', () => {
    const score = scoreLead(fitOf(-2), { signed: 0, all: 0.3, isLearned: true }, SCALE);
    near(score.logOdds, -1.7);
    assert.equal(scoreLead(fitOf(-2), { signed: 0, all: 3, isLearned: true }, SCALE).scorePoints, 59);
  });

  it('holds the propensity in its interval', () => {
    fc.assert(
      fc.property(logOdds, logOdds, fc.boolean(), (fit, offset, isLearned) => {
        const { low, propensity, high } = scoreLead(fitOf(fit), { ...engaged(offset), isLearned }, SCALE);
        assert.ok(low <= propensity && propensity <= high);
      }),
    );
  });
});

describe('cellOf', () => {
  it('is the grid of fit and engagement', () => {
    const cell = (fitPoints: number, engagementPoints: number) =>
      cellOf({ fitPoints, engagementPoints }, THRESHOLDS);
    assert.deepEqual([cell(60, 60), cell(59, 51), cell(39, 50)], ['A1', 'B2', 'C3']);
  });
});
