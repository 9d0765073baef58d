import assert from 'node:assert/strict';
import fc from 'fast-check';
import { arrayParameter } from '../../src/store/array-parameter.ts';
import { jsonParameter } from '../../src/store/json-parameter.ts';
import { DATABASE_KIND, openTestDatabase, type TestDatabase } from '../support/test-database.ts';

describe(`parameters of statements on ${DATABASE_KIND}`, () => {
  let database: TestDatabase;
  before(async () => {
    database = await openTestDatabase();
  });
  after(() => database.drop());

  it('give back every JSON text of an array, and null for what is undefined', async () => {
    const texts = fc.array(fc.option(fc.json({ stringUnit: 'grapheme' }), { nil: undefined }), {
      minLength: 1,
    });
    await fc.assert(
      fc.asyncProperty(texts, async given => {
        const [row] = await database.query<{ back: (string | null)[] }>('select $1::text[] as back', [
          arrayParameter(given),
        ]);
        assert.deepEqual(
          row!.back,
          given.map(text => text ?? null),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('give back names that PostgreSQL would take for something else, times and numbers', async () => {
    const at = '2026-11-22T10:00:00.123Z';
    const [row] = await database.query<{ names: string[]; times: Date[]; numbers: number[] }>(
      'select $1::text[] as names, $2::timestamptz[] as times, $3::float8[] as numbers',
      [
        arrayParameter(['null', 'NULL', '', '{}', 'a,b']),
        arrayParameter([at]),
        arrayParameter([-0.1, 1e300]),
      ],
    );
    assert.deepEqual(row, {
      names: ['null', 'NULL', '', '{}', 'a,b'],
      times: [new Date(at)],
      numbers: [-0.1, 1e300],
    });
  });

  it('keep any value as jsonb, but for NUL and halves of surrogate pairs', async () => {
    const back = async (value: unknown) =>
      (await database.query<{ back: unknown }>('select $1::jsonb as back', [jsonParameter(value)]))[0]!.back;
    const plain = { text: 'C:\\u0000 \\ud800 “é” 😀', list: [1, null, true], nested: { a: '\n"' } };
    assert.deepEqual(await back(plain), plain);
    assert.deepEqual(await back(['a\u0000b', 'c\ud800', '\udc00d', { 'e\u0000': 'f\u0000', '\ud800': [] }]), [
      'ab',
      'c\ufffd',
      '\ufffdd',
      { e: 'f', '\ufffd': [] },
    ]);
  });
});
