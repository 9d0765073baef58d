import type { FieldValue } from '../domain/field.ts';
import type { Feature } from '../features/encoding.ts';
import { BOOLEAN_LEVELS } from '../features/table-builder.ts';
import type { ColumnMatrix, MatrixColumn } from '../math/column-matrix.ts';
import { findStarterFeature, type Starter, type StarterAttribute } from './starter.ts';

/** The terms of one attribute for every lead. */
export interface StarterTerm {
  /** Index of the model's feature that it reads. */
  readonly feature: number;
  readonly part: StarterAttribute['part'];
  /** Log-odds, [nRows]. */
  readonly values: Float64Array;
}

/** The terms of the attributes that find their feature among the model's, in the starter's order. */
export function starterTerms(
  starter: Starter,
  features: readonly Feature[],
  matrix: ColumnMatrix,
): StarterTerm[] {
  return starter.attributes.flatMap(attribute => {
    const found = findStarterFeature(attribute, features);
    if (found === undefined) return [];
    const at = features.indexOf(found);
    const values = termsOf(attribute, found, matrix.columns[at]);
    return [{ feature: at, part: attribute.part, values }];
  });
}

/** What one attribute says of a feature's value, in log-odds; 0 of a value that it does not know. Booleans are `yes` and `no`. */
export function starterTermOf(attribute: StarterAttribute, value: FieldValue): number {
  if (attribute.kind === 'category') {
    const level = typeof value === 'boolean' ? BOOLEAN_LEVELS[Number(value)] : value;
    return typeof level === 'string' && Object.hasOwn(attribute.logOdds, level)
      ? attribute.logOdds[level]
      : 0;
  }
  const { logOddsPerDoubling, most, usual } = attribute;
  if (typeof value !== 'number' || !(value >= 0)) return 0;
  return logOddsPerDoubling * (Math.min(Math.log2(1 + value), most) - usual);
}

/** Sum of one part's terms for every lead, [nRows]. */
export function sumTerms(
  terms: readonly StarterTerm[],
  part: StarterTerm['part'],
  nRows: number,
): Float64Array {
  const sums = new Float64Array(nRows);
  for (const term of terms)
    if (term.part === part) for (let row = 0; row < nRows; row++) sums[row] += term.values[row];
  return sums;
}

function termsOf(attribute: StarterAttribute, feature: Feature, column: MatrixColumn): Float64Array {
  if (attribute.kind === 'category' && feature.kind === 'category' && column.kind === 'category') {
    const byCode = feature.levels.map(level => starterTermOf(attribute, level));
    return Float64Array.from(column.codes, code => byCode[code] ?? 0);
  }
  if (attribute.kind === 'number' && column.kind === 'number') {
    return column.values.map(value => starterTermOf(attribute, value));
  }
  throw new TypeError(
    `starterTerms requires feature ${feature.name} to be a ${feature.kind} column, got a ${column.kind}`,
  );
}
