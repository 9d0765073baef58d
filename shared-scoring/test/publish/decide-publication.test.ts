import assert from 'node:assert/strict';
import {
  decidePublication,
  type FreshScore,
  type PublishPolicy,
  quietPoints,
} from '../../src/publish/decide-publication.ts';

const MINUTE = 60_000;
const POLICY: PublishPolicy = {
  thresholds: { hot: 70, warm: 60, nurture: 40 },
  hysteresisPoints: 3,
  dwellMs: 15 * MINUTE,
};
const points = (scorePoints: number, atMs = 60 * MINUTE): FreshScore => ({
  atMs,
  scorePoints,
  bandPoints: scorePoints,
  noisePoints: 4,
});
const WARM = { scorePoints: 65, band: 'Warm', bandSinceMs: 0 } as const;

describe('decidePublication', () => {
  it('writes the first score, which crosses every threshold that it is above', () => {
    assert.deepEqual(decidePublication(undefined, points(64), POLICY), {
      because: 'first',
      band: 'Warm',
      crossings: [
        { threshold: 'nurture', direction: 'up' },
        { threshold: 'warm', direction: 'up' },
      ],
      waitsUntilMs: undefined,
    });
  });

  it('writes nothing for a move within the noise', () => {
    for (const moved of [61, 69]) assert.equal(decidePublication(WARM, points(moved), POLICY).because, null);
  });

  it('writes a move beyond the noise, without a crossing', () => {
    const last = { ...WARM, scorePoints: 60 };
    const { because, band, crossings } = decidePublication(last, points(65), POLICY);
    assert.deepEqual([because, band, crossings], ['move', 'Warm', []]);
  });

  it('lets the band rise at once, though it has just changed', () => {
    const { because, band, crossings } = decidePublication(WARM, points(70, 1), POLICY);
    assert.deepEqual([because, band, crossings], ['band', 'Hot', [{ threshold: 'hot', direction: 'up' }]]);
  });

  it('keeps the band down to the hysteresis, and lets it fall below', () => {
    assert.equal(decidePublication(WARM, points(57), POLICY).band, 'Warm');
    const { band, crossings } = decidePublication(WARM, points(56), POLICY);
    assert.deepEqual([band, crossings], ['Nurture', [{ threshold: 'warm', direction: 'down' }]]);
  });

  it('lets a band that has just changed fall no sooner than after the dwell, and says when to look again', () => {
    const early = decidePublication(WARM, points(30, 14 * MINUTE), POLICY);
    assert.deepEqual([early.band, early.because, early.waitsUntilMs], ['Warm', 'move', 15 * MINUTE]);
    assert.equal(decidePublication(WARM, points(30, 15 * MINUTE), POLICY).band, 'Low');
  });

  it('names every threshold that a leap passes, in order', () => {
    const { crossings } = decidePublication({ ...WARM, band: 'Hot' }, points(10), POLICY);
    assert.deepEqual(
      crossings.map(({ threshold, direction }) => `${threshold} ${direction}`),
      ['hot down', 'warm down', 'nurture down'],
    );
  });

  it('takes the band from what is proved and the number from all', () => {
    const fresh = { ...points(69), bandPoints: 50 };
    assert.equal(decidePublication(WARM, fresh, POLICY).band, 'Nurture');
  });
});

describe('quietPoints', () => {
  it('are those that change neither band nor number', () => {
    assert.deepEqual(quietPoints(WARM, 4.5, POLICY), {
      band: { from: 57, to: 69 },
      number: { from: 61, to: 69 },
    });
  });

  it('have no end beyond the outer bands', () => {
    assert.equal(quietPoints({ ...WARM, band: 'Low' }, 2, POLICY).band.from, Number.NEGATIVE_INFINITY);
    assert.equal(quietPoints({ ...WARM, band: 'Hot' }, 2, POLICY).band.to, Number.POSITIVE_INFINITY);
  });
});
