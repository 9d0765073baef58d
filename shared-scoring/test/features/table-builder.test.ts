import assert from 'node:assert/strict';
import { InputError } from '../../src/domain/errors.ts';
import type { FieldDefinition, FieldValues } from '../../src/domain/field.ts';
import { selectRows } from '../../src/features/table.ts';
import { createTableBuilder } from '../../src/features/table-builder.ts';

const FIELDS: FieldDefinition[] = [
  { name: 'age', label: 'Age', kind: 'number' },
  { name: 'job', label: 'Job', kind: 'category' },
  { name: 'loan', label: 'Loan', kind: 'boolean' },
];

function build(...pages: FieldValues[][]) {
  const builder = createTableBuilder(FIELDS);
  for (const page of pages) builder.addPage(page);
  return builder.build();
}

describe('createTableBuilder', () => {
  it('keeps typed columns of the records, page after page', () => {
    const table = build([{ age: 31, job: 'nurse', loan: true }], [{ age: 52, job: 'cook', loan: false }]);
    const [age, job, loan] = table.columns;
    assert.equal(table.nRows, 2);
    assert.deepEqual(age, { kind: 'number', name: 'age', label: 'Age', values: Float64Array.of(31, 52) });
    assert.deepEqual(job, {
      kind: 'category',
      name: 'job',
      label: 'Job',
      codes: Int32Array.of(0, 1),
      levels: ['nurse', 'cook'],
    });
    assert.deepEqual(loan, {
      kind: 'category',
      name: 'loan',
      label: 'Loan',
      codes: Int32Array.of(1, 0),
      levels: ['no', 'yes'],
    });
  });

  it('takes null, absent, empty and wrong-typed values as missing', () => {
    const odd = [
      { age: null, job: '  ' },
      {},
      { age: 'old', loan: 'yes' },
      { age: Infinity },
    ] as FieldValues[];
    const [age, job, loan] = build(odd).columns;
    assert.ok(age.kind === 'number' && age.values.every(Number.isNaN));
    assert.ok(job.kind === 'category' && job.codes.every(code => code === -1));
    assert.ok(loan.kind === 'category' && loan.codes.every(code => code === -1));
  });

  it('reads no field from the prototype of a record', () => {
    const builder = createTableBuilder([{ name: 'constructor', label: 'Constructor', kind: 'category' }]);
    builder.addPage([{}]);
    const [column] = builder.build().columns;
    assert.ok(column.kind === 'category' && column.codes[0] === -1);
  });

  it('holds more rows than its first memory', () => {
    const table = build(Array.from({ length: 5000 }, (_, age) => ({ age })));
    const [age] = table.columns;
    assert.ok(age.kind === 'number' && age.values.length === 5000 && age.values[4999] === 4999);
  });

  it('reads each lead as known at its own time', () => {
    const builder = createTableBuilder([{ name: 'seen', label: 'Seen', kind: 'date' }]);
    const records = [{ seen: '2026-01-01' }, { seen: '2026-01-01' }];
    builder.addPage(records, [new Date('2026-01-11'), new Date('2025-12-31')]);
    builder.addPage(records, new Date('2026-01-02'));
    builder.addPage(records);
    const [age] = builder.build().columns;
    const { NaN: missing } = Number;
    assert.ok(age.kind === 'number');
    assert.deepEqual([...age.values], [10, missing, 1, 1, missing, missing]);
    assert.throws(
      () => builder.addPage(records, [new Date(0)]),
      new RangeError('addPage requires 2 as-of times, got 1'),
    );
  });

  it('refuses a field that is called as the feature of another', () => {
    const fields: FieldDefinition[] = [
      { name: 'mail', label: 'Mail', kind: 'email' },
      { name: 'mail:domain_kind', label: 'Domain', kind: 'category' },
    ];
    assert.throws(() => createTableBuilder(fields), /"mail:domain_kind" comes twice/);
  });

  it('refuses two fields of one name', () => {
    assert.throws(
      () => createTableBuilder([FIELDS[0], FIELDS[0]]),
      (error: unknown) => error instanceof InputError && /"age" comes twice/.test(error.message),
    );
  });
});

describe('selectRows', () => {
  it('takes the rows in the order asked for and leaves the table alone', () => {
    const table = build([
      { age: 1, job: 'a' },
      { age: 2, job: 'b' },
      { age: 3, job: 'a' },
    ]);
    const [age, job] = selectRows(table, Int32Array.of(2, 0)).columns;
    assert.ok(age.kind === 'number' && job.kind === 'category');
    assert.deepEqual([...age.values], [3, 1]);
    assert.deepEqual([...job.codes], [0, 0]);
  });
});
