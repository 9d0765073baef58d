import assert from 'node:assert/strict';
import { ModelError } from '../../src/domain/errors.ts';
import { encodeTable, fitEncoding } from '../../src/features/encoding.ts';
import type { Table, TableColumn } from '../../src/features/table.ts';

function words(name: string, texts: (string | null)[]): TableColumn {
  const levels = [...new Set(texts.filter(text => text !== null))];
  const codes = Int32Array.from(texts, text => (text === null ? -1 : levels.indexOf(text)));
  return { kind: 'category', name, label: name, codes, levels };
}

function tableOf(...columns: TableColumn[]): Table {
  const [first] = columns;
  return { nRows: first.kind === 'number' ? first.values.length : first.codes.length, columns };
}

const numbers = (name: string, values: number[]): TableColumn => ({
  kind: 'number',
  name,
  label: name,
  values: Float64Array.from(values),
});
const times = (count: number, text: string) => Array<string>(count).fill(text);

describe('fitEncoding', () => {
  it('keeps levels by falling frequency and leaves rare ones to "other"', () => {
    const { features } = fitEncoding(
      tableOf(words('job', [...times(5, 'cook'), ...times(9, 'nurse'), 'pilot'])),
    );
    assert.deepEqual(features, [
      { kind: 'category', name: 'job', label: 'job', levels: ['nurse', 'cook'], hasOther: true },
    ]);
  });

  it('does not depend on the order of rows', () => {
    const texts = [...times(6, 'b'), ...times(6, 'a'), ...times(7, 'c')];
    const fit = (order: string[]) => fitEncoding(tableOf(words('x', order)));
    assert.deepEqual(fit(texts), fit(texts.toReversed()));
  });

  it('leaves out columns whose rows are all alike, also after rare levels are joined', () => {
    const ids = words(
      'id',
      Array.from({ length: 20 }, (_, row) => `id-${row}`),
    );
    const table = tableOf(
      ids,
      words('same', times(20, 'x')),
      numbers('empty', Array(20).fill(Number.NaN)),
      numbers('n', [...Array(20).keys()]),
    );
    const { features, unused } = fitEncoding(table);
    assert.deepEqual(
      features.map(feature => feature.name),
      ['n'],
    );
    assert.deepEqual(unused, ['id', 'same', 'empty']);
  });
});

describe('encodeTable', () => {
  const trained = tableOf(
    words('job', [...times(5, 'cook'), ...times(9, 'nurse')]),
    numbers('age', [...Array(14).keys()]),
  );
  const { features } = fitEncoding(trained);

  it('gives a level the same code whatever the later table calls it', () => {
    const { columns } = encodeTable(
      features,
      tableOf(words('job', ['cook', 'nurse']), numbers('age', [1, 2])),
    );
    assert.deepEqual(columns[0], { kind: 'category', codes: Int32Array.of(1, 0), levelCount: 2 });
  });

  it('takes unseen levels, absent columns and infinities as missing', () => {
    const { columns } = encodeTable(features, tableOf(words('job', ['pilot', null])));
    assert.deepEqual(columns[0], { kind: 'category', codes: Int32Array.of(-1, -1), levelCount: 2 });
    assert.deepEqual(columns[1], { kind: 'number', values: Float64Array.of(Number.NaN, Number.NaN) });
    const infinite = encodeTable(features, tableOf(numbers('age', [Infinity, 3])));
    assert.deepEqual(infinite.columns[1], { kind: 'number', values: Float64Array.of(Number.NaN, 3) });
  });

  it('takes unseen levels as rare where rare ones were trained', () => {
    const rare = fitEncoding(tableOf(words('job', [...times(9, 'nurse'), 'pilot'])));
    const { columns } = encodeTable(rare.features, tableOf(words('job', ['clown', null])));
    assert.deepEqual(columns[0], { kind: 'category', codes: Int32Array.of(1, -1), levelCount: 2 });
  });

  it('refuses a column of another kind', () => {
    const wrong = tableOf(numbers('job', [1]));
    const isMismatch = (error: unknown) =>
      error instanceof ModelError &&
      error.code === 'ERR_MODEL_SCHEMA_MISMATCH' &&
      /"job" is a category in the model, got a number/.test(error.message);
    assert.throws(() => encodeTable(features, wrong), isMismatch);
  });
});
