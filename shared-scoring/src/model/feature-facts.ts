import type { Feature } from '../features/encoding.ts';
import type { CategoryColumn, ColumnMatrix, NumberColumn } from '../math/column-matrix.ts';
import { quantileSorted, sortedPresent } from '../math/quantile.ts';

/** How one feature's values went with conversion in training, for sentences such as "14 % of such leads convert". */
export interface FeatureFacts {
  readonly name: string;
  readonly groups: readonly FeatureGroup[];
}

/** Leads alike in one feature. */
export interface FeatureGroup {
  /** A level, the range of a number (ends included, `from` <= value <= `to`), all rare levels, or those without a value. */
  readonly of:
    | { readonly kind: 'level'; readonly level: string }
    | { readonly kind: 'range'; readonly from: number; readonly to: number }
    | { readonly kind: 'other' }
    | { readonly kind: 'missing' };
  readonly rows: number;
  readonly conversions: number;
}

const RANGES = 8;

/** Groups of every feature, empty ones left out. */
export function describeFeatures(
  features: readonly Feature[],
  matrix: ColumnMatrix,
  labels: Uint8Array,
): FeatureFacts[] {
  return features.map((feature, at) => {
    const column = matrix.columns[at];
    const groups =
      column.kind === 'number'
        ? groupNumbers(column, labels)
        : groupLevels(feature.kind === 'category' ? feature.levels : [], column, labels);
    return { name: feature.name, groups: groups.filter(group => group.rows > 0) };
  });
}

/** The group that a lead's value belongs to; a number between two ranges belongs to the nearer one's. Undefined when none was seen. */
export function findGroup(facts: FeatureFacts, value: number | string | null): FeatureGroup | undefined {
  const { groups } = facts;
  if (value === null) return groups.find(({ of }) => of.kind === 'missing');
  if (typeof value === 'string') {
    return (
      groups.find(({ of }) => of.kind === 'level' && of.level === value) ??
      groups.find(({ of }) => of.kind === 'other')
    );
  }
  const ranges = groups.filter(({ of }) => of.kind === 'range');
  return ranges.find(({ of }) => of.kind === 'range' && value <= of.to) ?? ranges.at(-1);
}

type Tally = { rows: number; conversions: number };

function tally(size: number, indexOf: (row: number) => number, labels: Uint8Array): Tally[] {
  const tallies = Array.from({ length: size }, () => ({ rows: 0, conversions: 0 }));
  for (let row = 0; row < labels.length; row++) {
    const group = tallies[indexOf(row)];
    group.rows++;
    group.conversions += labels[row];
  }
  return tallies;
}

function groupLevels(
  levels: readonly string[],
  { codes, levelCount }: CategoryColumn,
  labels: Uint8Array,
): FeatureGroup[] {
  const tallies = tally(levelCount + 1, row => (codes[row] < 0 ? levelCount : codes[row]), labels);
  return tallies.map((counts, code) => {
    if (code === levelCount) return { of: { kind: 'missing' }, ...counts };
    return {
      of: code < levels.length ? { kind: 'level', level: levels[code] } : { kind: 'other' },
      ...counts,
    };
  });
}

function groupNumbers({ values }: NumberColumn, labels: Uint8Array): FeatureGroup[] {
  const sorted = sortedPresent(values);
  const ends = sorted.length === 0 ? [] : chooseEnds(sorted);
  const indexOf = (row: number) =>
    Number.isNaN(values[row]) ? ends.length : ends.findIndex(end => values[row] <= end);
  const tallies = tally(ends.length + 1, indexOf, labels);
  return tallies.map((counts, at) => {
    if (at === ends.length) return { of: { kind: 'missing' }, ...counts };
    const from = at === 0 ? sorted[0] : sorted.find(value => value > ends[at - 1])!;
    return { of: { kind: 'range', from, to: ends[at] }, ...counts };
  });
}

/** Distinct upper ends, each a value that occurs, about an eighth of the leads apart. */
function chooseEnds(sorted: Float64Array): number[] {
  const ends = new Set<number>();
  for (let range = 1; range <= RANGES; range++) {
    const wanted = quantileSorted(sorted, range / RANGES);
    ends.add(sorted.findLast(value => value <= wanted)!);
  }
  return [...ends];
}
