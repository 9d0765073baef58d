import type { CrmLead, FieldMapping, GoneRecord, LeadPage, ReadLeadsRequest } from '../../crm-record.ts';
import type { SalesforceClient } from '../client.ts';
import { type DescribedObject, describeObject } from '../describe-object.ts';
import { leadFromRow } from '../mapping.ts';
import { type ReadOptions, readRows } from './read-rows.ts';
import { readRowsById } from './read-rows-by-id.ts';
import type { Row, RowSource } from './row-query.ts';

/** What every lead is read with, whatever the tenant maps; left out where the integration user may not see it. */
const ALWAYS_READ = [
  'Id',
  'Name',
  'Email',
  'Company',
  'Status',
  'IsConverted',
  'ConvertedDate',
  'ConvertedContactId',
  'IsDeleted',
  'MasterRecordId',
  'CreatedDate',
  'SystemModstamp',
];

/**
 * Every lead changed since the cursor, and from the second pass on every one that was deleted or merged away. The first load
 * of a large org goes by a bulk job.
 * @throws ConnectorError, and InputError for a damaged cursor
 */
export async function* readLeads(
  client: SalesforceClient,
  { mappings, cursor }: ReadLeadsRequest,
  options: ReadOptions,
): AsyncGenerator<LeadPage> {
  const source = leadSource(await describeObject(client, 'Lead'), mappings);
  for await (const page of readRows(client, source, cursor, options)) {
    yield { ...(await leadsFrom(client, { source, mappings }, page.rows)), cursor: page.cursor };
  }
}

/** Reads leads by their ids as they stand now, gone ones too; what the lead has is asked once. */
export function createReaderById(
  client: SalesforceClient,
  mappings: readonly FieldMapping[],
): (ids: readonly string[]) => Promise<Pick<LeadPage, 'records' | 'gone'>> {
  let described: Promise<DescribedObject> | undefined;
  return async ids => {
    if (ids.length === 0) return { records: [] };
    described ??= describeObject(client, 'Lead');
    const source = leadSource(await described, mappings);
    const rows = await readRowsById(client, source, ids);
    return leadsFrom(client, { source, mappings }, rows);
  };
}

/** What rows tell of leads that are there, and of those that are gone. */
async function leadsFrom(
  client: SalesforceClient,
  { source, mappings }: { source: RowSource; mappings: readonly FieldMapping[] },
  found: readonly Row[],
): Promise<Pick<LeadPage, 'records' | 'gone'>> {
  const rows = await withMasters(client, source, found);
  const records = rows.filter(row => !isDeleted(row)).map((row): CrmLead => leadFromRow(row, mappings));
  const gone = goneFrom(rows);
  return { records, ...(gone.length > 0 && { gone }) };
}

/** Only names that the org itself described go into SOQL, never a tenant's text. */
function leadSource(described: DescribedObject, mappings: readonly FieldMapping[]): RowSource {
  const wanted = [...ALWAYS_READ, ...mappings.map(({ source }) => source)];
  const found = wanted.map(name => described.get(name.toLowerCase())?.name);
  return {
    object: 'Lead',
    fields: [...new Set(found.filter(name => name !== undefined))],
    changedAt: 'SystemModstamp',
    types: new Map([...described].map(([name, { type }]) => [name, type])),
    withDeleted: true,
    doing: 'reading leads',
  };
}

const isDeleted = (row: Row) => row.IsDeleted === true;
const masterOf = ({ MasterRecordId: id }: Row) => (typeof id === 'string' && id !== '' ? id : undefined);

/**
 * The rows, and those into which one of them was merged: a merge is told together with the record that remains. That one may
 * have been merged on since, so it goes on until every one is there.
 */
async function withMasters(
  client: SalesforceClient,
  source: RowSource,
  rows: readonly Row[],
): Promise<Row[]> {
  const known = new Map(rows.map(row => [String(row.Id), row]));
  const asked = new Set<string>();
  for (;;) {
    const masters = [...known.values()].filter(isDeleted).map(masterOf);
    const missing = masters.filter(id => id !== undefined && !known.has(id) && !asked.has(id)) as string[];
    if (missing.length === 0) return [...known.values()];
    for (const id of missing) asked.add(id);
    for (const row of await readRowsById(client, source, missing)) known.set(String(row.Id), row);
  }
}

/** What is gone of these rows: each with the record that remains of it, where there is one. */
function goneFrom(rows: readonly Row[]): GoneRecord[] {
  const byId = new Map(rows.map(row => [String(row.Id), row]));
  return rows.filter(isDeleted).map(row => {
    let remaining: Row | undefined = row;
    // At most as many steps as there are rows: a circle of merges, which the platform does not make, ends there.
    for (let step = 0; remaining !== undefined && isDeleted(remaining) && step < rows.length; step += 1)
      remaining = byId.get(masterOf(remaining) ?? '');
    const gone = { objectType: 'Lead', objectId: String(row.Id) };
    if (remaining === undefined || isDeleted(remaining)) return { ...gone, reason: 'deleted in Salesforce' };
    return { ...gone, reason: 'merged in Salesforce', mergedInto: String(remaining.Id) };
  });
}
