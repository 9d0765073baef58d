import assert from 'node:assert/strict';
import type { Feature } from '../../src/features/encoding.ts';
import { DEFAULT_STARTER, type Starter } from '../../src/starter/starter.ts';
import { addStarterFeatures } from '../../src/starter/starter-features.ts';
import { starterTermOf, starterTerms, sumTerms } from '../../src/starter/starter-terms.ts';

const starter: Starter = {
  name: 'test',
  intercept: -3,
  attributes: [
    { kind: 'category', feature: ':seniority', part: 'fit', logOdds: { director: 0.5, junior: -0.3 } },
    { kind: 'number', feature: 'visits', part: 'engagement', logOddsPerDoubling: 0.2, most: 3, usual: 1 },
  ],
};
const features: Feature[] = [
  { kind: 'number', name: 'visits', label: 'Visits' },
  { kind: 'category', name: 'job:seniority', label: 'Job', levels: ['junior', 'clown'], hasOther: false },
];
const columns = [
  { kind: 'number', name: 'visits', label: 'Visits', values: Float64Array.of(1, 7, 1000, -1, Number.NaN) },
  {
    kind: 'category',
    name: 'job:seniority',
    label: 'Job',
    codes: Int32Array.of(0, 1, 2, -1, 0),
    levels: ['junior', 'clown', 'director'],
  },
] as const;
const matrix = {
  nRows: 5,
  columns: [columns[0], { ...columns[1], levelCount: 3 }],
};

describe('starterTerms', () => {
  it('reads levels and doublings, and gives nothing for what is missing or unknown', () => {
    const known = addStarterFeatures({ features, unused: [] }, starter, { nRows: 5, columns });
    const terms = starterTerms(starter, known.features, matrix);
    assert.deepEqual(
      terms.map(({ feature, part, values }) => [
        feature,
        part,
        Array.from(values, value => Math.round(100 * value) / 100),
      ]),
      [
        [1, 'fit', [-0.3, 0, 0.5, 0, -0.3]],
        [0, 'engagement', [0, 0.4, 0.4, 0, 0]],
      ],
    );
    assert.deepEqual([...sumTerms(terms, 'fit', 5)], [-0.3, 0, 0.5, 0, -0.3]);
  });

  it('gives no term to a column of another kind or name', () => {
    const others: Feature[] = [{ kind: 'number', name: 'job:seniority', label: 'Job' }];
    assert.deepEqual(starterTerms(starter, others, { nRows: 5, columns: [columns[0]] }), []);
  });
});

describe('starterTermOf', () => {
  it('says of one value what its attribute says of a column', () => {
    const [seniority, visits] = starter.attributes;
    assert.deepEqual(
      ['director', 'clown', null, 'toString'].map(value => starterTermOf(seniority!, value)),
      [0.5, 0, 0, 0],
    );
    assert.deepEqual(
      [7, 0, -1, null].map(value => Math.round(100 * starterTermOf(visits!, value)) / 100),
      [0.4, -0.2, 0, 0],
    );
  });

  it('reads a boolean as yes or no', () => {
    const given = DEFAULT_STARTER.attributes.find(({ feature }) => feature === 'phone:given')!;
    assert.deepEqual(
      [true, false].map(value => starterTermOf(given, value)),
      [0.4, -0.2],
    );
  });
});

describe('addStarterFeatures', () => {
  it('knows the levels of the starter that no lead has shown, and columns in which all leads are alike', () => {
    const encoding = { features: [features[1]], unused: ['visits', 'else'] };
    assert.deepEqual(addStarterFeatures(encoding, starter, { nRows: 5, columns }), {
      features: [{ ...features[1], levels: ['junior', 'clown', 'director'] }, features[0]],
      unused: ['else'],
    });
  });

  it('keeps of which field an added feature tells what, so that it can be said in words', () => {
    const derived = { source: 'job', sourceLabel: 'Job', aspect: 'seniority' } as const;
    const table = { nRows: 0, columns: [{ ...columns[1], codes: new Int32Array(), derived }] };
    const { features: added } = addStarterFeatures({ features: [], unused: [] }, starter, table);
    assert.deepEqual(added[0]?.derived, derived);
  });
});

describe('DEFAULT_STARTER', () => {
  it('reads every attribute once, with weights that stay within a factor of five in the odds', () => {
    const names = DEFAULT_STARTER.attributes.map(({ feature }) => feature);
    assert.equal(new Set(names).size, names.length);
    for (const attribute of DEFAULT_STARTER.attributes) {
      const weights =
        attribute.kind === 'category' ? Object.values(attribute.logOdds) : [attribute.logOddsPerDoubling];
      for (const weight of weights) assert.ok(Math.abs(weight) <= Math.log(5), attribute.feature);
    }
  });
});
