import assert from 'node:assert/strict';
import fc from 'fast-check';
import { InputError } from '../../src/domain/errors.ts';
import type { FieldDefinition, FieldValue, FieldValues } from '../../src/domain/field.ts';
import type { Table } from '../../src/features/table.ts';
import { createTableBuilder } from '../../src/features/table-builder.ts';
import { createRandom } from '../../src/math/random.ts';
import type { Model } from '../../src/model/model.ts';
import { modelFromJson, modelToJson } from '../../src/model/model-json.ts';
import { scoreTable } from '../../src/model/score-table.ts';
import { trainModel } from '../../src/model/train-model.ts';

const FIELDS: FieldDefinition[] = [
  { name: 'number', label: 'Number', kind: 'number' },
  { name: '__proto__', label: 'Word', kind: 'category' },
  { name: 'flag', label: 'Flag', kind: 'boolean' },
  { name: 'größe 📏', label: 'Size', kind: 'number' },
];

const oddNumber = fc.oneof(
  fc.constantFrom(0, -0, Infinity, -Infinity, Number.NaN, 1e308, -1e308, 5e-324),
  fc.double(),
  fc.integer({ min: 0, max: 3 }),
);
const value: fc.Arbitrary<FieldValue> = fc.oneof(
  oddNumber,
  fc.boolean(),
  fc.constantFrom('a', 'b', ' ', '日本', '__proto__'),
  fc.string(),
  fc.constant(null),
);
const record: fc.Arbitrary<FieldValues> = fc
  .tuple(oddNumber, value, value, oddNumber)
  .map(values => Object.fromEntries(FIELDS.map(({ name }, at) => [name, values[at]])));
const trainingLead = fc.record({ record, label: fc.integer({ min: 0, max: 1 }) });
/** Sizes chosen evenly: left alone, lists would mostly be too short to train on. */
const trainingLeads = fc
  .integer({ min: 0, max: 200 })
  .chain(count => fc.array(trainingLead, { minLength: count, maxLength: count }));

function toTable(records: FieldValues[]): Table {
  const builder = createTableBuilder(FIELDS);
  builder.addPage(records);
  return builder.build();
}

/** A model of odd leads, or null where training refuses them. */
function trainOrRefuse(leads: { record: FieldValues; label: number }[]): Model | null {
  try {
    return trainModel({
      table: toTable(leads.map(lead => lead.record)),
      labels: Uint8Array.from(leads, lead => lead.label),
      seed: 1,
    });
  } catch (error) {
    assert.ok(error instanceof InputError, String(error));
    return null;
  }
}

function assertSound(model: Model, table: Table): void {
  const scores = scoreTable(model, table);
  const width = model.features.length;
  for (let row = 0; row < table.nRows; row++) {
    const parts = scores.contributions.subarray(row * width, (row + 1) * width);
    const sum = parts.reduce((total, part) => total + part, scores.base);
    assert.ok(Number.isFinite(scores.logOdds[row]));
    assert.ok(Math.abs(sum - scores.logOdds[row]) <= 1e-9, `${sum} is not ${scores.logOdds[row]}`);
    assert.ok(0 <= scores.low[row] && scores.low[row] <= scores.propensity[row]);
    assert.ok(scores.propensity[row] <= scores.high[row] && scores.high[row] <= 1);
  }
}

describe('trainModel and scoreTable on odd leads', () => {
  it('refuse clearly or give sound scores whose contributions sum, never NaN', () => {
    fc.assert(
      fc.property(trainingLeads, fc.array(record, { maxLength: 20 }), (leads, others) => {
        const model = trainOrRefuse(leads);
        if (model !== null)
          for (const records of [leads.map(lead => lead.record), others])
            assertSound(model, toTable(records));
      }),
      { numRuns: 60 },
    );
  });

  it('predict the same after a round trip through JSON', () => {
    fc.assert(
      fc.property(trainingLeads, leads => {
        const model = trainOrRefuse(leads);
        if (model === null) return;
        const text = modelToJson(model);
        const again = modelFromJson(text);
        const table = toTable(leads.map(lead => lead.record));
        assert.deepEqual(scoreTable(again, table), scoreTable(model, table));
        assert.equal(modelToJson(again), text);
      }),
      { numRuns: 30 },
    );
  });

  it('stand a hundred thousand categories', () => {
    const codes = Int32Array.from({ length: 4000 }, (_, row) => 25 * row);
    const levels = Array.from({ length: 100_000 }, (_, code) => `company ${code}`);
    const values = Float64Array.from(codes, code => (code / 25) % 7);
    const random = createRandom(1);
    const labels = Uint8Array.from(values, each => Number(random.next() < each / 20));
    const table: Table = {
      nRows: 4000,
      columns: [
        { kind: 'category', name: 'company', label: 'Company', codes, levels },
        { kind: 'number', name: 'visits', label: 'Visits', values },
      ],
    };
    const model = trainModel({ table, labels, seed: 1 });
    assert.deepEqual(model.facts.unused, ['company']);
    assertSound(model, table);
  });
});
