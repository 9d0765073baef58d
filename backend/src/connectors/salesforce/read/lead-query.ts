import type { FieldMapping } from '../../crm-connector.ts';
import type { DescribedLead } from '../describe-lead.ts';
import type { ReadPosition } from './read-cursor.ts';

/** What every lead is read with, whatever the tenant maps; left out where the integration user may not see it. */
const ALWAYS_READ = [
  'Id',
  'Name',
  'Email',
  'Company',
  'Status',
  'IsConverted',
  'ConvertedDate',
  'CreatedDate',
  'SystemModstamp',
];

/**
 * The fields to select: only names that the org itself described go into SOQL, never a tenant's text.
 */
export function selectedFields(described: DescribedLead, mappings: readonly FieldMapping[]): string[] {
  const wanted = [...ALWAYS_READ, ...mappings.map(({ source }) => source)];
  const found = wanted.map(name => described.get(name.toLowerCase())?.name);
  return [...new Set(found.filter(name => name !== undefined))];
}

/** Where a query begins: after a row, at a time, or at the first lead. */
export interface QueryStart {
  since: number | null;
  position: ReadPosition | undefined;
}

/**
 * Leads in the order in which they changed. One order for the first load and for every later one, so that a stop can be
 * resumed from a row (time, then id) and nothing that changes meanwhile is overtaken: it moves to the end.
 */
export function leadQuery(fields: readonly string[], { since, position }: QueryStart): string {
  const from = position?.modifiedAt ?? since;
  const conditions = [
    ...(from === null ? [] : [`SystemModstamp >= ${soqlTime(from)}`]),
    ...(position === undefined
      ? []
      : [`(SystemModstamp > ${soqlTime(position.modifiedAt)} OR Id > '${position.id}')`]),
  ];
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  return `SELECT ${fields.join(', ')} FROM Lead${where} ORDER BY SystemModstamp, Id`;
}

function soqlTime(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
