import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sigmoid } from '../../src/math/logistic.ts';
import { createRandom } from '../../src/math/random.ts';
import { fitStarterWeights, interceptError } from '../../src/starter/starter-weights.ts';
import { assertNear } from '../support/near.ts';

/** Leads whose log-odds are `level` + `fit` x fit + `own` x own, and 0 x engagement. */
function drawLeads(count: number, truth: { fit: number; own: number; level?: number }, seed = 1) {
  const random = createRandom(seed);
  const draw = () => Float64Array.from({ length: count }, () => 4 * random.next() - 2);
  const [fit, engagement, own] = [draw(), draw(), draw()];
  const labels = Uint8Array.from(fit, (value, row) =>
    Number(random.next() < sigmoid((truth.level ?? -2) + truth.fit * value + truth.own * own[row])),
  );
  return { fit, engagement, own, labels };
}

describe('fitStarterWeights', () => {
  it('is the starter alone without leads', () => {
    const none = { fit: new Float64Array(), engagement: new Float64Array(), own: new Float64Array() };
    const weights = fitStarterWeights({ ...none, labels: new Uint8Array() }, -3);
    assert.deepEqual(weights, { intercept: 0, fit: 1, engagement: 1, own: 0 });
  });

  it('finds what counts when outcomes are many', () => {
    const weights = fitStarterWeights(drawLeads(20_000, { fit: 0.3, own: 0.9 }), -3);
    assertNear(weights.intercept, 1, 0.1);
    assertNear(weights.fit, 0.3, 0.1);
    assertNear(weights.engagement, 0, 0.1);
    assertNear(weights.own, 0.9, 0.1);
  });

  it('moves from the starter to the own model as outcomes become more', () => {
    const meanOwn = (count: number) => {
      const draws = Array.from({ length: 20 }, (_, seed) => drawLeads(count, { fit: 0, own: 1 }, seed));
      return draws.reduce((sum, leads) => sum + fitStarterWeights(leads, -2).own / draws.length, 0);
    };
    const [none, few, some, many] = [0, 5, 40, 1000].map(meanOwn);
    assert.ok(none === 0 && few < 0.5 && few < some && some < many, `${[none, few, some, many]}`);
  });

  it('is not misled by a base rate that moved, where it is told by how much', () => {
    const [quiet, busy] = [-4, 0].map((level, seed) => drawLeads(10_000, { fit: 0, own: 1, level }, seed));
    const join = (of: (leads: typeof quiet) => Float64Array) =>
      Float64Array.from([...of(quiet), ...of(busy)]);
    const leads = {
      fit: join(({ fit }) => fit),
      engagement: join(({ engagement }) => engagement),
      own: join(({ own }) => own),
      labels: Uint8Array.from([...quiet.labels, ...busy.labels]),
    };
    // Meant for the busy time: the quiet one lies 4 below.
    const offsets = leads.fit.map((_, row) => (row < quiet.labels.length ? -4 : 0));
    const { intercept, own } = fitStarterWeights({ ...leads, offsets }, -3);
    assertNear(own, 1, 0.05);
    assertNear(intercept, 3, 0.1);
    assert.ok(fitStarterWeights(leads, -3).own < 0.8);
  });

  it('never lets a part count backwards, nor gives a number that is not finite', () => {
    const lead = fc.record({
      fit: fc.double({ min: -9, max: 9, noNaN: true }),
      engagement: fc.double({ min: -9, max: 9, noNaN: true }),
      own: fc.double({ min: -30, max: 30, noNaN: true }),
      label: fc.integer({ min: 0, max: 1 }),
    });
    fc.assert(
      fc.property(fc.array(lead, { maxLength: 60 }), leads => {
        const of = (key: 'fit' | 'engagement' | 'own') => Float64Array.from(leads, each => each[key]);
        const labels = Uint8Array.from(leads, ({ label }) => label);
        const { intercept, ...parts } = fitStarterWeights(
          { fit: of('fit'), engagement: of('engagement'), own: of('own'), labels },
          -3,
        );
        assert.ok(Number.isFinite(intercept));
        for (const part of Object.values(parts)) assert.ok(part >= 0 && Number.isFinite(part));
      }),
    );
  });
});

describe('interceptError', () => {
  it('falls from that of an unknown base rate as outcomes come in', () => {
    assertNear(interceptError(new Float64Array()), 2.25, 1e-12);
    assertNear(interceptError(new Float64Array(400)), 0.01, 1e-3);
  });
});
