import assert from 'node:assert/strict';
import type { FieldDefinition, FieldValues } from '../../src/domain/field.ts';
import { createTableBuilder } from '../../src/features/table-builder.ts';
import { findModelDrift } from '../../src/model/find-model-drift.ts';
import { trainModel } from '../../src/model/train-model.ts';
import { DEFAULT_STARTER } from '../../src/starter/starter.ts';

const FIELDS: FieldDefinition[] = [
  { name: 'calls', label: 'Calls', kind: 'number' },
  { name: 'country', label: 'Country', kind: 'category' },
  { name: 'opted_in', label: 'Opted in', kind: 'boolean' },
];
const ROWS = 400;

function leadOf(row: number): FieldValues {
  return {
    calls: (row * 7) % 40,
    country: row % 10 === 0 ? null : ['Norway', 'Japan', 'Kenya'][row % 3]!,
    opted_in: row % 2 === 0,
  };
}

describe('findModelDrift', () => {
  const builder = createTableBuilder(FIELDS);
  const past = Array.from({ length: ROWS }, (_, row) => leadOf(row));
  builder.addPage(past);
  const labels = Uint8Array.from(past, (_, row) => Number(row % 4 === 0));
  const model = trainModel({ table: builder.build(), labels, seed: 1 });
  const driftOf = (leads: FieldValues[], name: string) =>
    findModelDrift(model, leads).find(({ feature }) => feature === name)!;

  it('finds none among leads like those of the training', () => {
    for (const { psi, level } of findModelDrift(model, past)) {
      assert.ok(psi < 1e-9, `${psi}`);
      assert.equal(level, 'stable');
    }
  });

  it('puts what has shifted most first', () => {
    const leads = past.map(lead => ({ ...lead, calls: 39, country: 'Norway' }));
    const [first, second, third] = findModelDrift(model, leads);
    assert.deepEqual([first?.feature, first?.label, first?.level], ['calls', 'Calls', 'shifted']);
    assert.deepEqual([second?.feature, second?.level], ['country', 'shifted']);
    assert.equal(third?.level, 'stable');
  });

  it('counts a word that no training lead had', () => {
    assert.equal(
      driftOf(
        past.map(lead => ({ ...lead, country: 'Peru' })),
        'country',
      ).level,
      'shifted',
    );
  });

  it('tells how many leads have no value, then and now', () => {
    const { missingBefore, missingNow, sentence } = driftOf(
      past.map((lead, row) => (row % 2 ? lead : { calls: 3 })),
      'country',
    );
    assert.deepEqual([missingBefore, missingNow], [0.1, 0.5]);
    assert.match(
      sentence,
      /^"Country" has shifted \(PSI \d\.\d\d\): 50 % of leads have no value, 10 % when the model learned$/,
    );
  });

  it('refuses to compare with nothing', () => {
    assert.throws(() => findModelDrift(model, []), RangeError);
    const table = createTableBuilder([{ name: 'phone', label: 'Phone', kind: 'phone' }]).build();
    const starterAlone = trainModel({ table, labels: new Uint8Array(), seed: 1, starter: DEFAULT_STARTER });
    assert.throws(() => findModelDrift(starterAlone, past), RangeError);
  });
});
