import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AixError } from '../../src/domain/errors.ts';
import { findColumnDrift, findScoreDrift } from '../../src/drift/find-drift.ts';
import { confusionAt } from '../../src/evaluate/confusion.ts';
import { judgeFairness } from '../../src/evaluate/groups/judge-fairness.ts';
import { measureIntervals } from '../../src/evaluate/intervals/measure-intervals.ts';
import { findLeakSuspects } from '../../src/evaluate/leaks/find-leak-suspects.ts';
import { measure } from '../../src/evaluate/measure.ts';
import { encodeTable } from '../../src/features/encoding.ts';
import { createTextTableBuilder } from '../../src/features/infer-table.ts';
import { type Table, tableToMatrix } from '../../src/features/table.ts';
import type { Model } from '../../src/model/model.ts';
import { modelCard } from '../../src/model/model-card.ts';
import { modelFromJson, modelToJson } from '../../src/model/model-json.ts';
import { scoreTable } from '../../src/model/score-table.ts';
import { trainModel } from '../../src/model/train-model.ts';
import { DEFAULT_STARTER } from '../../src/starter/starter.ts';

/** What exports hold where a number, a date, a word or nothing is expected. */
const NUMBERS = ['0', '-0', '1', '2.5', '1e308', '-1e308', '5e-324', 'NaN', 'Infinity', '-Infinity', '1e999'];
const LOCAL_NUMBERS = ['1,234.56', '1.234,56', '€ 12', "1'000", '12 %', '٣', '1 000', '(5)'];
const DATES = [
  '2026-02-30',
  '0000-00-00',
  '9999-12-31',
  '275761-01-01',
  '12/31/2026',
  '31.12.2026',
  '2026-11-22',
];
const WORDS = [
  'yes',
  'no',
  '日本',
  'שלום עולם',
  '👩🏽‍💻',
  'é',
  'e\u0301',
  '__proto__',
  'constructor',
  '\u202Ex',
  '\uD800',
];
const NOTHING = ['', ' ', 'null', 'N/A', '\t', '\u00A0'];
const LONG = ['x'.repeat(5000), 'a@b.c '.repeat(500)];

/** A column draws from few kinds of texts, as columns do, with some of another kind among them. */
const column = fc
  .tuple(
    fc.constantFrom(NUMBERS, LOCAL_NUMBERS, DATES, WORDS, NOTHING, LONG),
    fc.subarray([...NUMBERS, ...WORDS]),
  )
  .map(([most, some]) => fc.oneof(fc.constantFrom(...most), fc.constantFrom(...most, ...some), fc.string()));
const name = fc.constantFrom(
  'a',
  'b',
  'größe 📏',
  '',
  '__proto__',
  'toString',
  'email',
  'Job Title',
  'x'.repeat(300),
);

/** None, rising, falling, all at once, in two heaps, and one that is no time. */
const clock = fc.constantFrom(
  undefined,
  (_: number, row: number) => row,
  (_: number, row: number) => -1e15 * row,
  () => 7,
  (_: number, row: number) => row % 2,
  (_: number, row: number) => (row === 3 ? Number.NaN : row),
);

interface Fuzzed {
  names: string[];
  rows: string[][];
  labels: number[];
}

const table: fc.Arbitrary<Fuzzed> = fc
  .record({
    names: fc.array(name, { maxLength: 5 }),
    columns: fc.array(column, { minLength: 5, maxLength: 5 }),
    count: fc.integer({ min: 0, max: 90 }),
    outcomes: fc.constantFrom([0, 1], [0, 1], [0], [1], [0, 0, 0, 1]),
  })
  .chain(({ names, columns, count, outcomes }) =>
    fc.record({
      names: fc.constant(names),
      rows: fc.array(fc.tuple(...columns.slice(0, names.length)), { minLength: count, maxLength: count }),
      labels: fc.array(fc.constantFrom(...outcomes), { minLength: count, maxLength: count }),
    }),
  );

function build({ names, rows }: Pick<Fuzzed, 'names' | 'rows'>): Table {
  const builder = createTextTableBuilder(names);
  for (const row of rows) builder.addRow(row);
  return builder.build();
}

/** Null where it was refused; a refusal is an error of ours, or of the form that `ERRORS` has. */
function answerOf<T>(ask: () => T): T | null {
  try {
    return ask();
  } catch (error) {
    const isClear =
      error instanceof AixError ||
      ((error instanceof TypeError || error instanceof RangeError) && REFUSAL.test(error.message));
    assert.ok(isClear, error instanceof Error ? error.stack : String(error));
    return null;
  }
}

/** `fitGbdt requires 42 features, got 41` */
const REFUSAL = /^[a-z]\w+ requires .+, got .+/s;

function assertSound(model: Model, scored: Table): void {
  const { logOdds, propensity, low, high, base, contributions } = scoreTable(model, scored);
  for (let row = 0; row < scored.nRows; row++) {
    const parts = contributions.subarray(row * model.features.length, (row + 1) * model.features.length);
    const sum = parts.reduce((total, part) => total + part, base);
    assert.ok(Math.abs(sum - logOdds[row]) <= 1e-9, `${sum} is not ${logOdds[row]}`);
    assert.ok(0 <= low[row] && low[row] <= propensity[row] && propensity[row] <= high[row] && high[row] <= 1);
  }
}

/** All that is said of scores, none of it NaN where there are both outcomes. */
function assertJudged(model: Model, leads: Table, labels: Uint8Array): void {
  const { propensity: propensities } = scoreTable(model, leads);
  const figures = Object.values(measure(propensities, labels));
  if (labels.includes(0) && labels.includes(1)) assert.ok(figures.every(Number.isFinite), String(figures));
  for (const { low, high } of Object.values(measureIntervals([{ propensities, labels }], 1)))
    assert.ok(Number.isNaN(low) ? Number.isNaN(high) : low <= high, `${low} to ${high}`);
  const costs = { wastedCall: 1, missedConversion: 5 };
  confusionAt(propensities, labels, { threshold: 0.5, costs, seed: 1 });
  const groups = Int32Array.from(labels, (_, row) => (row % 3) - 1);
  judgeFairness({ propensities, labels }, groups, { threshold: 0.5, seed: 1 });
  assert.equal(findScoreDrift(propensities, propensities).level, 'stable');
}

describe('fuzzed tables', () => {
  it('are refused clearly, or scored, explained and judged without NaN', () => {
    const trained = new Set<boolean>();
    fc.assert(
      fc.property(table, fc.boolean(), clock, (fuzzed, hasStarter, timeOf) => {
        const labels = Uint8Array.from(fuzzed.labels);
        const leads = answerOf(() => build(fuzzed));
        if (leads === null) return;
        const request = {
          table: leads,
          labels,
          seed: 1,
          ...(hasStarter && { starter: DEFAULT_STARTER }),
          ...(timeOf && { times: Float64Array.from(labels, timeOf) }),
        };
        const model = answerOf(() => trainModel(request));
        const names = leads.columns.map(each => each.name);
        answerOf(() => findLeakSuspects(tableToMatrix(leads), names, { labels, seed: 1 }));
        trained.add(model !== null);
        if (model === null) return;
        assertSound(model, leads);
        if (labels.length > 0) assertJudged(model, leads, labels);
        const text = modelToJson(model);
        assert.equal(modelToJson(modelFromJson(text)), text);
        assert.ok(modelCard(model).length > 0);
      }),
      { numRuns: 60 },
    );
    assert.deepEqual([...trained].sort(), [false, true]);
  });

  it('are scored by a model of other tables: unseen words, columns missing, of another kind and in another order', () => {
    const fields = ['a', 'b', 'email'];
    const rows = Array.from({ length: 80 }, (_, at) => [
      `${at % 9}`,
      ['x', 'y', 'z'][at % 3],
      `p${at}@gmail.com`,
    ]);
    const known = build({ names: fields, rows });
    const labels = Uint8Array.from(rows, (_, at) => Number(at % 9 > 4));
    const model = trainModel({ table: known, labels, seed: 1 });
    const reference = encodeTable(model.features, known);
    const answered = new Set<boolean>();
    fc.assert(
      fc.property(table, fuzzed => {
        const other = answerOf(() => build(fuzzed));
        if (other === null) return;
        const current = answerOf(() => encodeTable(model.features, other));
        answered.add(current !== null);
        if (current === null) return;
        assertSound(model, other);
        const drifts = answerOf(() =>
          findColumnDrift(
            model.features.map(each => each.name),
            { reference, current },
          ),
        );
        for (const { psi, missingNow } of drifts ?? [])
          assert.ok(psi >= 0 && missingNow >= 0 && missingNow <= 1);
      }),
      { numRuns: 100 },
    );
    assert.deepEqual([...answered].sort(), [false, true]);
  });
});

describe('a table that does not fit itself', () => {
  const values = Float64Array.of(1, 2, 3, 4);
  const labels = Uint8Array.of(0, 1, 0, 1);
  const number = { kind: 'number', name: 'x', label: 'X', values } as const;
  const words = { kind: 'category', name: 'w', label: 'W', levels: ['a', 'b'] } as const;
  for (const [what, columns, message] of [
    ['a short column', [{ ...number, values: values.slice(1) }], /requires 4 rows in column "x", got 3$/],
    [
      'a code without a level',
      [{ ...words, codes: Int32Array.of(0, 1, 2, 0) }],
      /codes from -1 to 1 in column "w", got 2$/,
    ],
    ['a code below -1', [{ ...words, codes: Int32Array.of(0, -2, 1, 0) }], /got -2$/],
    ['a name that comes twice', [number, number], /distinct names, got "x" twice$/],
  ] as const) {
    it(`is refused in training: ${what}`, () => {
      assert.throws(() => trainModel({ table: { nRows: 4, columns }, labels, seed: 1 }), message);
      assert.throws(() => encodeTable([], { nRows: 4, columns }), message);
    });
  }
});
