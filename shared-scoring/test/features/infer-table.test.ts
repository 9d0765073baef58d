import assert from 'node:assert/strict';
import {
  createTextTableBuilder,
  type InferenceOptions,
  parseDecimal,
} from '../../src/features/infer-table.ts';

function inferOne(texts: string[], options?: InferenceOptions) {
  const builder = createTextTableBuilder(['column'], options);
  for (const text of texts) builder.addRow([text]);
  return builder.build().columns[0];
}

describe('createTextTableBuilder', () => {
  it('takes a column for numbers when all of its texts are', () => {
    const column = inferOne(['1', ' -2.5', '', '3e2']);
    assert.ok(column.kind === 'number');
    assert.deepEqual([...column.values], [1, -2.5, Number.NaN, 300]);
  });

  it('takes a column for categories when one text is no number', () => {
    const column = inferOne(['1', '2', 'many', '1']);
    assert.ok(column.kind === 'category');
    assert.deepEqual(column.levels, ['1', '2', 'many']);
    assert.deepEqual([...column.codes], [0, 1, 2, 0]);
  });

  it('takes a column for categories when told to', () => {
    assert.equal(inferOne(['1', '2'], { categorical: ['column'] }).kind, 'category');
  });

  it('knows common words for missing, and those it is told', () => {
    const column = inferOne(['NA', '4', 'Select', 'null'], { missing: ['Select'] });
    assert.ok(column.kind === 'number');
    assert.deepEqual([...column.values], [Number.NaN, 4, Number.NaN, Number.NaN]);
  });

  it('keeps words that are names of object properties', () => {
    const column = inferOne(['__proto__', 'constructor', '日本']);
    assert.ok(column.kind === 'category');
    assert.deepEqual(column.levels, ['__proto__', 'constructor', '日本']);
  });

  it('refuses a row of another width', () => {
    assert.throws(
      () => createTextTableBuilder(['a', 'b']).addRow(['1']),
      new RangeError('addRow requires 2 texts, got 1'),
    );
  });
});

describe('parseDecimal', () => {
  it('reads decimals and nothing else', () => {
    assert.equal(parseDecimal('-0.5'), -0.5);
    assert.equal(parseDecimal('.5e1'), 5);
    for (const text of ['0x10', '1,5', 'Infinity', '1e999', '', '1 2', '--1'])
      assert.ok(Number.isNaN(parseDecimal(text)), text);
  });
});
