import assert from 'node:assert/strict';
import { findLeakSuspects } from '../../../src/evaluate/leaks/find-leak-suspects.ts';
import type { MatrixColumn } from '../../../src/math/column-matrix.ts';
import { createRandom } from '../../../src/math/random.ts';

const N = 2000;
const random = createRandom(12);
const labels = Uint8Array.from({ length: N }, () => Number(random.next() < 0.3));
const numbers = (of: (row: number) => number): MatrixColumn => ({
  kind: 'number',
  values: Float64Array.from(labels, (_, row) => of(row)),
});
const codes = (levelCount: number, of: (row: number) => number): MatrixColumn => ({
  kind: 'category',
  levelCount,
  codes: Int32Array.from(labels, (_, row) => of(row)),
});

function suspectsOf(columns: Record<string, MatrixColumn>) {
  return findLeakSuspects({ nRows: N, columns: Object.values(columns) }, Object.keys(columns), {
    labels,
    seed: 1,
  });
}

describe('findLeakSuspects', () => {
  it('suspects a column that tells the outcome alone, also when neither rising nor falling', () => {
    const value = numbers(row => (labels[row] === 1 ? 5 + random.next() : 10 * random.next()));
    const [suspect] = suspectsOf({ 'Call length': value });
    assert.equal(suspect.sign, 'predicts_alone');
    assert.ok(suspect.auc > 0.8);
    assert.match(suspect.sentence, /"Call length" alone tells converted leads from others \(AUC 0\.\d\d\)/);
  });

  it('suspects a column whose being empty tells the outcome', () => {
    const filled = codes(2, row => (labels[row] === 1 || random.next() < 0.2 ? random.below(2) : -1));
    const signs = suspectsOf({ Profile: filled }).map(({ sign }) => sign);
    assert.ok(signs.includes('missing_tells'));
  });

  it('names identifiers, of words and of whole numbers', () => {
    const found = suspectsOf({ id: codes(N, row => row), number: numbers(row => 660_000 + 3 * row) });
    assert.deepEqual(found.map(({ column, sign }) => [column, sign]).sort(), [
      ['id', 'identifier'],
      ['number', 'identifier'],
    ]);
  });

  it('leaves honest columns, measurements and long lists of names alone', () => {
    const honest = {
      noise: numbers(() => random.next()),
      helpful: numbers(row => labels[row] + 8 * random.next()),
      owner: codes(300, () => random.below(300)),
      empty: numbers(() => Number.NaN),
    };
    assert.deepEqual(suspectsOf(honest), []);
  });

  it('ranks the strongest first', () => {
    const found = suspectsOf({
      weaker: codes(2, row => (random.next() < 0.2 ? 1 - labels[row] : labels[row])),
      stronger: codes(2, row => labels[row]),
    });
    assert.deepEqual(
      found.map(({ column }) => column),
      ['stronger', 'weaker'],
    );
  });
});
