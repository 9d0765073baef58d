import assert from 'node:assert/strict';
import { encodeTable, fitEncoding } from '../../src/features/encoding.ts';
import type { Table } from '../../src/features/table.ts';
import { describeFeatures, findGroup } from '../../src/model/feature-facts.ts';

const codes = Int32Array.from({ length: 16 }, (_, row) => (row < 8 ? 0 : row < 14 ? 1 : row === 14 ? 2 : -1));
const values = Float64Array.from({ length: 16 }, (_, row) => (row === 15 ? Number.NaN : row));
const labels = Uint8Array.from({ length: 16 }, (_, row) => Number(row % 4 === 0));
const table: Table = {
  nRows: 16,
  columns: [
    { kind: 'category', name: 'job', label: 'Job', codes, levels: ['nurse', 'cook', 'pilot'] },
    { kind: 'number', name: 'visits', label: 'Visits', values },
  ],
};
const { features } = fitEncoding(table);
const [job, visits] = describeFeatures(features, encodeTable(features, table), labels);

describe('describeFeatures', () => {
  it('counts leads and conversions by level, rare ones together, missing ones apart', () => {
    assert.deepEqual(job.groups, [
      { of: { kind: 'level', level: 'nurse' }, rows: 8, conversions: 2 },
      { of: { kind: 'level', level: 'cook' }, rows: 6, conversions: 2 },
      { of: { kind: 'other' }, rows: 1, conversions: 0 },
      { of: { kind: 'missing' }, rows: 1, conversions: 0 },
    ]);
  });

  it('counts numbers in about eight ranges that hold every lead once', () => {
    const ranges = visits.groups.filter(({ of }) => of.kind === 'range');
    assert.equal(ranges.length, 8);
    assert.equal(
      visits.groups.reduce((sum, { rows }) => sum + rows, 0),
      16,
    );
    assert.equal(
      visits.groups.reduce((sum, { conversions }) => sum + conversions, 0),
      4,
    );
    assert.deepEqual(ranges[0].of, { kind: 'range', from: 0, to: 1 });
  });
});

describe('findGroup', () => {
  it('finds the group of a level, a number, or nothing', () => {
    assert.deepEqual(findGroup(job, 'cook')?.of, { kind: 'level', level: 'cook' });
    assert.deepEqual(findGroup(job, 'clown')?.of, { kind: 'other' });
    assert.deepEqual(findGroup(visits, 1.5)?.of, findGroup(visits, 2)?.of);
    assert.deepEqual(findGroup(visits, -5)?.of, { kind: 'range', from: 0, to: 1 });
    assert.deepEqual(findGroup(visits, 999)?.of, visits.groups.at(-2)?.of);
    assert.deepEqual(findGroup(visits, null)?.of, { kind: 'missing' });
  });
});
