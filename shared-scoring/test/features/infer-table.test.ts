import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createTextTableBuilder, type InferenceOptions } from '../../src/features/infer-table.ts';
import { parseDecimal } from '../../src/features/parse-decimal.ts';
import { createTableBuilder } from '../../src/features/table-builder.ts';

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

  it('makes features of dates, as of each row or of the newest date', () => {
    const ages = (asOf?: Date) => {
      const builder = createTextTableBuilder(['seen']);
      for (const text of ['13/1/2026', '14/1/2026', '', '31/2/2026']) builder.addRow([text], asOf);
      const [age, month, weekday] = builder.build().columns;
      assert.deepEqual([month.name, weekday.name], ['seen:month', 'seen:weekday']);
      assert.ok(age.kind === 'number');
      return [...age.values];
    };
    const { NaN: missing } = Number;
    assert.deepEqual(ages(), [1, 0, missing, missing]);
    assert.deepEqual(ages(new Date('2026-01-13T12:00:00Z')), [0, missing, missing, missing]);
  });

  it('says what it takes the columns for, and takes them for what it is told', () => {
    const kinds = new Map([
      ['code', 'identifier'],
      ['note', 'text'],
    ] as const);
    const builder = createTextTableBuilder(['code', 'note', 'ok'], { kinds, categorical: ['code'] });
    builder.addRow(['7', 'call me', 'Yes']);
    builder.addRow(['', '', 'no']);
    assert.deepEqual(
      builder.fields().map(({ kind }) => kind),
      ['identifier', 'text', 'boolean'],
    );
    assert.deepEqual(
      builder.build().columns.map(({ name }) => name),
      ['code:given', 'note:length', 'ok'],
    );
    const [code, note, ok] = builder.build().columns;
    assert.ok(code.kind === 'category' && note.kind === 'number' && ok.kind === 'category');
    assert.deepEqual([...code.codes], [1, 0]);
    assert.deepEqual([...note.values], [7, Number.NaN]);
    assert.deepEqual(
      [[...ok.codes], ok.levels],
      [
        [1, 0],
        ['no', 'yes'],
      ],
    );
  });

  it('keeps the values of what only looks like an identifier, for a person to decide', () => {
    const builder = createTextTableBuilder(['id', 'lead_number']);
    for (let row = 0; row < 60; row++) builder.addRow([`a81f-${row}`, String(660_000 + row)]);
    assert.deepEqual(
      builder.fields().map(({ kind }) => kind),
      ['identifier', 'identifier'],
    );
    const [id, number] = builder.build().columns;
    assert.ok(id.kind === 'category' && id.name === 'id' && id.levels.length === 60);
    assert.ok(number.kind === 'number' && number.values[59] === 660_059);
  });

  it('reads a column that it is told holds numbers, with other texts as missing', () => {
    const column = inferOne(['1', 'two'], { kinds: new Map([['column', 'number']]) });
    assert.ok(column.kind === 'number');
    assert.deepEqual([...column.values], [1, Number.NaN]);
  });

  it('makes the same features as a table of the fields that it found', () => {
    const texts = ['ada@gmail.com', 'b@acme.example', 'oops'];
    const builder = createTextTableBuilder(['mail'], { kinds: new Map([['mail', 'email']]) });
    const records = createTableBuilder(builder.fields());
    for (const mail of texts) builder.addRow([mail]);
    records.addPage(texts.map(mail => ({ mail })));
    assert.deepEqual(builder.build(), records.build());
  });

  it('makes a table of any texts, without infinities', () => {
    const odd = fc.constantFrom(
      '1e999',
      '-0',
      '0000-00-00',
      'yes',
      'a@b.co',
      '31/31/2026',
      '\u0000',
      'Phone',
    );
    const text = fc.oneof(odd, fc.string({ unit: 'binary', maxLength: 80 }), fc.date().map(String));
    const column = fc.array(text, { minLength: 1, maxLength: 120 });
    fc.assert(
      fc.property(fc.string(), column, (name, texts) => {
        const builder = createTextTableBuilder([name]);
        for (const each of texts) builder.addRow([each]);
        for (const built of builder.build().columns) {
          if (built.kind === 'number') assert.ok(built.values.every(value => Math.abs(value) !== Infinity));
          else assert.ok(built.codes.every(code => code >= -1 && code < built.levels.length));
        }
      }),
    );
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
