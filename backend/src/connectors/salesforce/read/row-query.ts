import type { ReadPosition } from './read-cursor.ts';

/** A row of an object, by API field name; a field of a related record is named with its relationship (`Campaign.Type`). */
export type Row = Readonly<Record<string, unknown>>;

/** What is read of one object, and by which of its times. Texts go into SOQL as they are: never a tenant's. */
export interface RowSource {
  /** `Lead` */
  object: string;
  fields: readonly string[];
  /** The field that tells when a row changed; rows come in its order. `SystemModstamp` for most. */
  changedAt: string;
  /** Types of fields that are no texts (`boolean`, `double`), by lower-case name: a CSV does not tell them. */
  types: ReadonlyMap<string, string>;
  /** Further conditions, for a pass that began at a time of the org (epoch milliseconds). */
  where?(passStartedAt: number): string[];
  /** Whether rows in the recycle bin come too, from the second pass on. */
  withDeleted?: boolean;
  /** Completes "Salesforce did not answer while …". */
  doing: string;
}

/** Where a query begins: after a row, at a time, or at the first row. */
export interface QueryStart {
  since: number | null;
  position: ReadPosition | undefined;
  passStartedAt: number;
}

/**
 * Rows in the order in which they changed. One order for the first load and for every later one, so that a stop can be
 * resumed from a row (time, then id) and nothing that changes meanwhile is overtaken: it moves to the end.
 */
export function rowQuery(source: RowSource, { since, position, passStartedAt }: QueryStart): string {
  const { changedAt } = source;
  const from = position?.modifiedAt ?? since;
  const conditions = [
    ...(source.where?.(passStartedAt) ?? []),
    ...(from === null ? [] : [`${changedAt} >= ${soqlTime(from)}`]),
    ...(position === undefined
      ? []
      : [`(${changedAt} > ${soqlTime(position.modifiedAt)} OR Id > '${position.id}')`]),
  ];
  return `${selection(source, conditions)} ORDER BY ${changedAt}, Id`;
}

/** All rows in no order, as bulk jobs read them: an order would keep the platform from working on parts side by side. */
export function bulkQuery(source: RowSource, passStartedAt: number): string {
  return selection(source, source.where?.(passStartedAt) ?? []);
}

function selection({ object, fields }: RowSource, conditions: readonly string[]): string {
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  return `SELECT ${fields.join(', ')} FROM ${object}${where}`;
}

/** Epoch milliseconds as SOQL writes a dateTime. */
export function soqlTime(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

/** The instant that a row last changed, epoch milliseconds; NaN when it is not told. */
export function changedAtOf({ changedAt }: RowSource, row: Row): number {
  return Date.parse(String(row[changedAt] ?? ''));
}
