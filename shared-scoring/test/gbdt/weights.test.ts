import assert from 'node:assert/strict';
import fc from 'fast-check';
import { binMatrix } from '../../src/gbdt/binning.ts';
import { fitGbdt } from '../../src/gbdt/fit-gbdt.ts';
import { DEFAULT_GBDT_OPTIONS, type GbdtOptions } from '../../src/gbdt/options.ts';
import { predictGbdt } from '../../src/gbdt/predict-gbdt.ts';
import { roundWeights } from '../../src/gbdt/weights.ts';
import { createRandom } from '../../src/math/random.ts';
import { assertNear } from '../support/near.ts';

const OPTIONS: GbdtOptions = {
  ...DEFAULT_GBDT_OPTIONS,
  rounds: 12,
  patience: 3,
  minLeafRows: 3,
  minCategoryRows: 2,
  rowShare: 1,
};
const VALUES = [Number.NaN, 1, 2, 3, 5, 8];

interface WeighedLead {
  value: number;
  code: number;
  label: number;
  weight: number;
  isHeldOut: boolean;
}

function fit(leads: readonly WeighedLead[], { weighted = true, options = OPTIONS } = {}) {
  const rows = leads.map((_, row) => row);
  const problem = {
    binned: binMatrix({
      nRows: leads.length,
      columns: [
        { kind: 'number', values: Float64Array.from(leads, lead => lead.value) },
        { kind: 'category', codes: Int32Array.from(leads, lead => lead.code), levelCount: 3 },
      ],
    }),
    labels: Uint8Array.from(leads, lead => lead.label),
    trainRows: Int32Array.from(rows.filter(row => !leads[row].isHeldOut)),
    validationRows: Int32Array.from(rows.filter(row => leads[row].isHeldOut)),
    options,
    seed: 7,
  };
  const weights = Float64Array.from(leads, lead => lead.weight);
  return fitGbdt(weighted ? { ...problem, weights } : problem);
}

/** One lead of each value and outcome, so that both sides of the law have the same bins and something to learn and judge. */
const EVERY_VALUE = VALUES.flatMap(value =>
  [0, 1].map(label => ({ value, code: label, label, weight: 1, isHeldOut: value === 5 })),
);

describe('weights of fitGbdt', () => {
  const lead = fc.record({
    value: fc.constantFrom(...VALUES),
    code: fc.integer({ min: -1, max: 2 }),
    label: fc.integer({ min: 0, max: 1 }),
    weight: fc.integer({ min: 0, max: 4 }),
    isHeldOut: fc.boolean(),
  });

  it('count a row of weight n as n equal rows, and one of weight 0 as none, to the last bit', () => {
    fc.assert(
      fc.property(fc.array(lead, { minLength: 20, maxLength: 80 }), drawn => {
        const leads = [...EVERY_VALUE, ...drawn];
        const repeated = leads.flatMap(one => Array<WeighedLead>(one.weight).fill(one));
        assert.deepEqual(fit(leads).forest, fit(repeated, { weighted: false }).forest);
      }),
      { numRuns: 60 },
    );
  });

  it('may be fractions: four leads of a quarter count as one', () => {
    const random = createRandom(4);
    const leads = Array.from({ length: 400 }, (_, row) => {
      const value = VALUES[row % VALUES.length];
      return { value, code: row % 3, label: Number(random.next() < value / 9), weight: 1, isHeldOut: false };
    });
    const quarters = leads.flatMap(one => Array<WeighedLead>(4).fill({ ...one, weight: 0.25 }));
    const options = { ...OPTIONS, rounds: 30 };
    const whole = fit(leads, { weighted: false, options }).forest;
    const parts = fit(quarters, { options }).forest;
    assert.deepEqual(parts.columns, whole.columns);
    assert.deepEqual(parts.covers, whole.covers);
    parts.values.forEach((value, node) => {
      assertNear(value, whole.values[node], 1e-6);
    });
  });

  it('move the base rate', () => {
    const values = Float64Array.of(1, 1);
    const binned = binMatrix({ nRows: 2, columns: [{ kind: 'number', values }] });
    const labels = Uint8Array.of(0, 1);
    const weights = Float64Array.of(100, 300);
    const { forest } = fitGbdt({
      binned,
      labels,
      weights,
      trainRows: Int32Array.of(0, 1),
      options: OPTIONS,
      seed: 1,
    });
    assertNear(
      predictGbdt(forest, { nRows: 2, columns: [{ kind: 'number', values }] })[0],
      Math.log(3),
      0.01,
    );
  });

  it('are refused when one is not a number, negative or infinite, none is positive, or they are too few or too many', () => {
    const cases: [Partial<WeighedLead>[], RegExp][] = [
      [[{ weight: Number.NaN }], /fitGbdt requires finite weights of at least 0, got NaN in row 0/],
      [[{}, { weight: -1 }], /fitGbdt requires finite weights of at least 0, got -1 in row 1/],
      [[{ weight: Infinity }], /fitGbdt requires finite weights of at least 0, got Infinity in row 0/],
      [[{ weight: 1e300 }], /fitGbdt requires weights that sum to at most 4194304, got 1e\+300/],
      [
        [{ weight: 1e308 }, { weight: 1e308 }],
        /fitGbdt requires weights that sum to at most 4194304, got Inf/,
      ],
      [[{ weight: 0 }, { weight: 1, isHeldOut: true }], /fitGbdt requires a positive weight/],
      [[{ weight: 1 }, { weight: 0, isHeldOut: true }], /fitGbdt requires a positive weight/],
    ];
    for (const [leads, message] of cases) {
      const filled = leads.map(one => ({ value: 1, code: 0, label: 0, weight: 1, isHeldOut: false, ...one }));
      assert.throws(() => fit(filled), message);
    }
    assert.throws(() => roundWeights(Float64Array.of(1), 2), /fitGbdt requires 2 weights, got 1/);
  });
});

describe('roundWeights', () => {
  it('keeps a 256th of a lead in small sets, a 32nd in a million, and never loses a positive weight', () => {
    const rounded = (weight: number, nRows: number) =>
      roundWeights(new Float64Array(nRows).fill(weight), nRows).values[0];
    assert.equal(rounded(0.7, 1000), Math.round(0.7 * 256) / 256);
    assert.equal(rounded(0.7, 1_000_000), Math.round(0.7 * 32) / 32);
    assert.equal(rounded(1e-9, 1000), 1 / 256);
    assert.equal(roundWeights(Float64Array.of(0, 0.5), 2).values[0], 0);
  });
});
