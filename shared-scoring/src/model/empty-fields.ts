/**
 * Which empty field of a lead could move its score most, and how far: the what-if of many leads at once. To keep it cheaper than
 * explaining them, each lead is asked about few fields by few values: those fields that move a lead without any value most, by
 * the values that most leads have.
 */
import type { FieldDefinition, FieldValues } from '../domain/field.ts';
import { encodeTable } from '../features/encoding.ts';
import { fieldFeatures } from '../features/field-features.ts';
import type { Table } from '../features/table.ts';
import type { ColumnMatrix, MatrixColumn } from '../math/column-matrix.ts';
import type { Model } from './model.ts';
import { predictCalibrated } from './score-table.ts';
import { asTable, featuresWith, knownValues, usualRange } from './what-if.ts';

/** How far one empty field could move a lead's score, as changes of its log-odds; low <= high. */
export interface EmptyField {
  /** The field's own name, whatever features follow from it. */
  readonly field: string;
  readonly low: number;
  readonly high: number;
}

/** What leads can be asked, by one model. */
export interface EmptyFieldPlan {
  /** The fields that move a lead without any value most come first. */
  readonly questions: readonly Question[];
}

/** One field with the values that it is asked by. */
interface Question {
  readonly field: string;
  /** Of the leads that have one of the values; sum 1. */
  readonly shares: readonly number[];
  /** By the model's feature, its column for these values: [shares.length]. */
  readonly columns: ReadonlyMap<number, MatrixColumn>;
}

/** Leads with their scores. */
export interface ScoredLeads {
  /** As they were scored. */
  readonly table: Table;
  /** [nRows] */
  readonly logOdds: Float64Array;
  /** One per row: the fields as the CRM holds them, so that a value which the model cannot read is not called empty. */
  readonly values: readonly FieldValues[];
}

/**
 * Kinds of which a person can fill in a value. Not a date, which is empty because nothing happened; not a telephone number,
 * an address or a text, of which the model reads only that it was given, or how long it is.
 */
const ASKED_KINDS: ReadonlySet<FieldDefinition['kind']> = new Set([
  'number',
  'category',
  'boolean',
  'title',
  'email',
]);
const MOST_FIELDS = 2;
const MOST_VALUES = 8;

/** Made once for a model and its fields: it scores some dozen leads. */
export function planEmptyFields(model: Model, fields: readonly FieldDefinition[]): EmptyFieldPlan {
  const questions = fields.flatMap(field => questionOf(model, field) ?? []);
  const nothing = encodeTable(model.features, { nRows: 1, columns: [] });
  const widths = new Map(
    questions.map(question => {
      const [now, ...changed] = predictCalibrated(model, askedRows(nothing, [{ row: 0, question }], [0]));
      const { low, high } = rangeOf(question, now, changed);
      return [question, high - low];
    }),
  );
  return { questions: questions.sort((a, b) => widths.get(b)! - widths.get(a)!) };
}

/** For each lead the empty field that could move its score most; null where none is asked. */
export function findEmptyFields(
  model: Model,
  { questions }: EmptyFieldPlan,
  { table, logOdds, values }: ScoredLeads,
): (EmptyField | null)[] {
  const asked = values.flatMap((held, row) =>
    questions
      .filter(({ field }) => isEmpty(held, field))
      .slice(0, MOST_FIELDS)
      .map(question => ({ row, question })),
  );
  const found: (EmptyField | null)[] = values.map(() => null);
  if (asked.length === 0) return found;
  const changed = predictCalibrated(model, askedRows(encodeTable(model.features, table), asked));
  let first = 0;
  for (const { row, question } of asked) {
    const last = first + question.shares.length;
    const range = rangeOf(question, logOdds[row], changed.subarray(first, last));
    const best = found[row];
    if (best === null || range.high - range.low > best.high - best.low) found[row] = range;
    first = last;
  }
  return found;
}

function isEmpty(values: FieldValues, field: string): boolean {
  const value = Object.hasOwn(values, field) ? values[field] : null;
  return value === null || (typeof value === 'string' && value.trim() === '');
}

/** Undefined for a field that the model does not use, or knows no value of. */
function questionOf(model: Model, field: FieldDefinition): Question | undefined {
  if (!ASKED_KINDS.has(field.kind)) return undefined;
  const featureAt = new Map(model.features.map(({ name }, at) => [name, at]));
  const feature = fieldFeatures(field).find(({ name }) => featureAt.has(name));
  if (feature === undefined) return undefined;
  const usual = knownValues(model, feature.name)
    .sort((a, b) => b.share - a.share)
    .slice(0, MOST_VALUES);
  if (usual.length === 0) return undefined;
  const total = usual.reduce((sum, { share }) => sum + share, 0);
  const rows = usual.map(({ value }) => featuresWith(field, feature, { value, asOf: undefined }));
  const { columns } = encodeTable(model.features, asTable([field], rows));
  const moved = fieldFeatures(field).flatMap(({ name }) => featureAt.get(name) ?? []);
  return {
    field: field.name,
    shares: usual.map(({ share }) => share / total),
    columns: new Map(moved.map(at => [at, columns[at]])),
  };
}

/** The rows `unchanged`, then each asked row once for each value of its question, with that value. */
function askedRows(
  { columns }: ColumnMatrix,
  asked: readonly { row: number; question: Question }[],
  unchanged: readonly number[] = [],
): ColumnMatrix {
  const sources = [...unchanged, ...asked.flatMap(({ row, question }) => question.shares.map(() => row))];
  const changed = columns.map(column => takeRows(column, sources));
  let first = unchanged.length;
  for (const { question } of asked) {
    for (const [at, column] of question.columns) putRows(changed[at], column, first);
    first += question.shares.length;
  }
  return { nRows: sources.length, columns: changed };
}

function takeRows(column: MatrixColumn, rows: readonly number[]): MatrixColumn {
  return column.kind === 'number'
    ? { ...column, values: Float64Array.from(rows, row => column.values[row]) }
    : { ...column, codes: Int32Array.from(rows, row => column.codes[row]) };
}

function putRows(into: MatrixColumn, from: MatrixColumn, first: number): void {
  if (into.kind === 'number' && from.kind === 'number') into.values.set(from.values, first);
  if (into.kind === 'category' && from.kind === 'category') into.codes.set(from.codes, first);
}

function rangeOf({ field, shares }: Question, now: number, changed: ArrayLike<number>): EmptyField {
  const rising = shares
    .map((share, at) => ({ share, change: changed[at] - now }))
    .sort((a, b) => a.change - b.change);
  const { low, high } = usualRange(rising);
  return { field, low: low.change, high: high.change };
}
