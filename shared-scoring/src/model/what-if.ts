/**
 * What would change if one field of a lead held something else: the lead is scored as it is and as it would be, with every
 * feature that the field feeds (a date's age, month and weekday; a title's seniority and function). It tells how the model
 * sees leads, not what the change would cause.
 */
import type { FieldDefinition, FieldValue, FieldValues } from '../domain/field.ts';
import { type FieldFeature, featureValues, fieldFeatures } from '../features/field-features.ts';
import { parseMoment } from '../features/parse-moment.ts';
import type { Table } from '../features/table.ts';
import { BOOLEAN_LEVELS, createColumnBuilder } from '../features/table-builder.ts';
import { sigmoid } from '../math/logistic.ts';
import type { FeatureGroup } from './feature-facts.ts';
import type { Model } from './model.ts';
import { predictLogOdds } from './score-table.ts';

/** A lead as its fields hold it. */
export interface LeadValues {
  /** As the model was trained on. */
  readonly fields: readonly FieldDefinition[];
  readonly values: FieldValues;
  /** What "now" means for the lead's dates; without it they are missing. */
  readonly asOf?: Date;
}

/** The score with another value less the score as it is. */
export interface ScoreChange {
  readonly logOdds: number;
  /** -1..1 */
  readonly propensity: number;
  /** As contributions count: not rounded, not cut at 0 and 100. */
  readonly points: number;
}

/** The change by a value that leads are known to have. */
export interface KnownChange extends ScoreChange {
  /** The feature that is asked about: the field's own name, or what is derived from it, `signed_up:age_days`. */
  readonly feature: string;
  readonly value: number | string;
  /** Of the training leads with a value of a known group: 0..1, sum 1. */
  readonly share: number;
}

const MS_PER_DAY = 86_400_000;
/** Shares of leads whose values are too rare on either side to promise a change. */
const LOW_SHARE = 0.05;
const HIGH_SHARE = 0.95;

/**
 * The change if `field` held `value`; exactly 0 for the value that it has, and for a field that the model does not use.
 * @throws RangeError when the lead has no such field
 * @throws TypeError when the field cannot hold the value
 * @throws ModelError ERR_MODEL_SCHEMA_MISMATCH as `scoreTable`
 */
export function whatIf(
  model: Model,
  lead: LeadValues,
  { field, value }: { field: string; value: FieldValue },
): ScoreChange {
  const definition = requireField(lead, field, 'whatIf');
  requireValue(definition, value);
  const changed = { ...lead.values, [field]: value };
  return scoreChanges(model, lead.fields, [
    featureValues(lead.fields, lead.values, lead.asOf),
    featureValues(lead.fields, changed, lead.asOf),
  ])[0];
}

/**
 * The change by each value that the training leads are known to have had: every level of a category, seven or eight numbers
 * that part them into eighths, so never an outlier. It is asked of the field itself or, where the model knows only what is
 * derived from it, of the first such feature. Empty for a field that the model does not use.
 * @throws RangeError when the lead has no such field
 * @throws ModelError ERR_MODEL_SCHEMA_MISMATCH as `scoreTable`
 */
export function whatIfEach(model: Model, lead: LeadValues, field: string): KnownChange[] {
  const definition = requireField(lead, field, 'whatIfEach');
  const known = new Set(model.features.map(({ name }) => name));
  const feature = fieldFeatures(definition).find(({ name }) => known.has(name));
  if (feature === undefined) return [];
  const asked = knownValues(model, feature.name);
  const now = featureValues(lead.fields, lead.values, lead.asOf);
  const rows = asked.map(({ value }) => ({
    ...now,
    ...featuresWith(definition, feature, { value, asOf: lead.asOf }),
  }));
  const changes = scoreChanges(model, lead.fields, [now, ...rows]);
  return changes.map((change, at) => ({ feature: feature.name, ...asked[at], ...change }));
}

/**
 * How far a field could move the score: the 5th and the 95th percentile of `whatIfEach`, weighted by how many leads have each
 * value. Null where there is nothing to ask.
 * @throws RangeError when the lead has no such field
 * @throws ModelError ERR_MODEL_SCHEMA_MISMATCH as `scoreTable`
 */
export function whatIfRange(
  model: Model,
  lead: LeadValues,
  field: string,
): { low: KnownChange; high: KnownChange } | null {
  const rising = whatIfEach(model, lead, field).sort((a, b) => a.logOdds - b.logOdds);
  if (rising.length === 0) return null;
  return usualRange(rising);
}

/**
 * The 5th and the 95th percentile of some changes, weighted by their shares, which sum to 1: rarer ones promise too much.
 * @param rising at least one, by rising log-odds
 */
export function usualRange<T extends { readonly share: number }>(rising: readonly T[]): { low: T; high: T } {
  return { low: atShare(rising, LOW_SHARE), high: atShare(rising, HIGH_SHARE) };
}

/** The first of some changes by which a share of the leads is reached. */
function atShare<T extends { readonly share: number }>(changes: readonly T[], wanted: number): T {
  let sum = 0;
  for (const change of changes) {
    sum += change.share;
    if (sum >= wanted) return change;
  }
  return changes[changes.length - 1];
}

/** The changes from the first row of features to each of the others. */
function scoreChanges(
  model: Model,
  fields: readonly FieldDefinition[],
  rows: readonly FieldValues[],
): ScoreChange[] {
  const [now, ...others] = predictLogOdds(model, asTable(fields, rows));
  return others.map(other => ({
    logOdds: other - now,
    propensity: sigmoid(other) - sigmoid(now),
    points: model.scoreScale.pointsPerLogOdds * (other - now),
  }));
}

/** Rows of feature values as the table of some fields; what a row lacks is missing. */
export function asTable(fields: readonly FieldDefinition[], rows: readonly FieldValues[]): Table {
  const columns = fields.flatMap(fieldFeatures).map(feature => {
    const column = createColumnBuilder(feature);
    for (const row of rows) column.add(row[feature.name] ?? null);
    return column.build();
  });
  return { nRows: rows.length, columns };
}

/** Values that stand for the groups of a feature, with the shares of leads in them. */
export function knownValues(model: Model, feature: string): { value: number | string; share: number }[] {
  const groups = model.facts.features.find(({ name }) => name === feature)?.groups ?? [];
  const ranges = groups.filter(({ of }) => of.kind === 'range');
  const asked = groups.flatMap(group => {
    const value = standFor(group, group === ranges.at(-1) && ranges.length > 1);
    return value === null ? [] : [{ value, rows: group.rows }];
  });
  const total = asked.reduce((sum, { rows }) => sum + rows, 0);
  return asked.map(({ value, rows }) => ({ value, share: rows / total }));
}

/** A level, or the end of a range that is nearer the middle of all leads. Null for leads without a value of their own. */
function standFor({ of }: FeatureGroup, isHighest: boolean): number | string | null {
  if (of.kind === 'level') return of.level;
  if (of.kind === 'range') return isHighest ? of.from : of.to;
  return null;
}

/** All features of a field where they follow from one of them, otherwise that one. */
export function featuresWith(
  definition: FieldDefinition,
  feature: FieldFeature,
  { value, asOf }: { value: number | string; asOf: Date | undefined },
): FieldValues {
  const read = feature.kind === 'boolean' ? value === BOOLEAN_LEVELS[1] : value;
  if (feature.derived === undefined) return featureValues([definition], { [definition.name]: read }, asOf);
  if (feature.derived.aspect !== 'age_days' || asOf === undefined) return { [feature.name]: read };
  const instant = asOf.getTime() - Number(value) * MS_PER_DAY;
  return featureValues([definition], { [definition.name]: instant }, asOf);
}

function requireField({ fields }: LeadValues, name: string, caller: string): FieldDefinition {
  const definition = fields.find(field => field.name === name);
  if (definition === undefined)
    throw new RangeError(`${caller} requires a field of the lead, got ${JSON.stringify(name)}`);
  return definition;
}

function requireValue({ name, kind }: FieldDefinition, value: FieldValue): void {
  const wanted = holds(kind, value);
  if (wanted !== null)
    throw new TypeError(
      `whatIf requires ${wanted} or null for ${JSON.stringify(name)}, got ${JSON.stringify(value)}`,
    );
}

/** Null when a field of the kind can hold the value, otherwise what it can hold. */
function holds(kind: FieldDefinition['kind'], value: FieldValue): string | null {
  if (value === null) return null;
  switch (kind) {
    case 'number':
      return Number.isFinite(value) ? null : 'a finite number';
    case 'boolean':
      return typeof value === 'boolean' ? null : 'a boolean';
    case 'date':
      return Number.isFinite(typeof value === 'string' ? parseMoment(value.trim()) : value) ? null : 'a date';
    default:
      return ['string', 'number', 'boolean'].includes(typeof value) ? null : 'a text';
  }
}
