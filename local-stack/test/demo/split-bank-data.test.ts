import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { InputError } from '@aix/shared-scoring';
import { gzipRepeatably, splitBankData } from '../../demo/split-bank-data.ts';
import { readData, readDataRows, withOutcomes } from './demo-fixture.ts';

describe('splitBankData', () => {
  const leads = readData('leads.csv.gz');
  const truth = readData('held-out-truth.csv.gz');
  const leadRows = readDataRows('leads.csv.gz');
  const truthRows = readDataRows('held-out-truth.csv.gz');
  const original = withOutcomes(truthRows);

  it('keeps all 41,188 leads and holds out the outcome of the newest 8,238', () => {
    assert.equal(leadRows.length, 41_188);
    assert.deepEqual(
      truthRows.map(({ row }) => Number(row)),
      Array.from({ length: 8238 }, (_, index) => 32_950 + index),
    );
  });

  it('leaves the outcome of the older leads and no trace of the others', () => {
    const outcomes = leadRows.map(({ y }) => y);
    assert.deepEqual(new Set(outcomes.slice(0, 32_950)), new Set(['no', 'yes']));
    assert.deepEqual(new Set(outcomes.slice(32_950)), new Set(['']));
  });

  it('holds the set with its 4,640 conversions, 2,540 of them held out', () => {
    const conversions = (rows: Record<string, string>[]) => rows.filter(({ y }) => y === 'yes').length;
    assert.equal(conversions(truthRows), 2540);
    assert.equal(conversions(leadRows) + conversions(truthRows), 4640);
  });

  it('makes the two files from the original', () => {
    assert.deepEqual(splitBankData(original), { leads, truth });
  });

  it('takes semicolons and quotes, as the UCI archive has them', () => {
    const asArchived = original
      .trim()
      .split('\n')
      .map(line => line.split(',').map(quoteWords).join(';'))
      .join('\r\n');
    assert.deepEqual(splitBankData(asArchived), { leads, truth });
  });

  it('refuses a file that is not the whole set', () => {
    const isInputError = (error: unknown) => error instanceof InputError && /41188 rows/.test(error.message);
    assert.throws(() => splitBankData('age,y\n30,no\n'), isInputError);
    assert.throws(() => splitBankData(original.replace(/y\n/, 'z\n')), isInputError);
    assert.throws(() => splitBankData(''), isInputError);
  });

  it('zips without time or operating system', () => {
    const zipped = gzipRepeatably(truth);
    assert.deepEqual([...zipped.subarray(4, 8)], [0, 0, 0, 0]);
    assert.equal(zipped[9], 255);
    assert.equal(gunzipSync(zipped).toString(), truth);
  });
});

function quoteWords(value: string): string {
  return Number.isNaN(Number(value)) ? `"${value}"` : value;
}
