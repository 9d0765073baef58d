import { ConnectorError } from '@aix/shared-scoring';
import type { FieldChange, FieldMapping, HistoryPage, ReadLeadsRequest } from '../../crm-record.ts';
import type { SalesforceClient } from '../client.ts';
import { type DescribedObject, describeObject } from '../describe-object.ts';
import { valueAs } from '../mapping.ts';
import { type ReadOptions, readRows } from './read-rows.ts';
import type { Row, RowSource } from './row-query.ts';

/** Of these the history keeps names instead of values, or rows of two kinds. */
const UNREADABLE_TYPES: ReadonlySet<string> = new Set(['reference', 'id']);

/**
 * How mapped fields of leads changed since the cursor, for those fields whose history the org tracks; the first page says
 * which they are. Where the history keeps no value (long texts), the value before counts as missing.
 * @throws ConnectorError, and InputError for a damaged cursor
 */
export async function* readHistory(
  client: SalesforceClient,
  { mappings, cursor }: ReadLeadsRequest,
  options: ReadOptions,
): AsyncGenerator<HistoryPage> {
  const tracked = await trackedMappings(client, mappings);
  const fields = [...tracked.values()].flat().map(({ field }) => field);
  yield { changes: [], cursor, tracked: fields };
  if (tracked.size === 0) return;
  for await (const page of readRows(client, historySource([...tracked.keys()]), cursor, options))
    yield {
      cursor: page.cursor,
      tracked: fields,
      changes: page.rows.flatMap(row => changesFrom(row, tracked.get(String(row.Field)) ?? [])),
    };
}

/** The mappings whose field's history the org tracks, by the field's name as the org spells it. */
async function trackedMappings(
  client: SalesforceClient,
  mappings: readonly FieldMapping[],
): Promise<Map<string, FieldMapping[]>> {
  const names = await trackedNames(client);
  if (names.size === 0) return new Map();
  const described: DescribedObject = await describeObject(client, 'Lead');
  const nameOf = ({ source }: FieldMapping) => {
    const found = described.get(source.toLowerCase());
    return found && names.has(found.name) && !UNREADABLE_TYPES.has(found.type) ? found.name : undefined;
  };
  const tracked = mappings.filter(mapping => nameOf(mapping) !== undefined);
  return Map.groupBy(tracked, mapping => nameOf(mapping)!);
}

/** Names of the lead's fields whose history is tracked; none where the org does not show its set-up or its history. */
async function trackedNames(client: SalesforceClient): Promise<Set<string>> {
  const soql = `SELECT QualifiedApiName, IsFieldHistoryTracked FROM FieldDefinition WHERE EntityDefinitionId = 'Lead'`;
  const probe = 'SELECT Id FROM LeadHistory LIMIT 1';
  const query = (text: string) =>
    client.get<{ records: Row[] }>(
      `/query?q=${encodeURIComponent(text)}`,
      'asking which histories are tracked',
    );
  try {
    const { records } = await query(soql);
    const tracked = records.filter(row => row.IsFieldHistoryTracked === true);
    if (tracked.length > 0) await query(probe);
    return new Set(tracked.map(row => String(row.QualifiedApiName)));
  } catch (error) {
    if (error instanceof ConnectorError && error.code === 'ERR_CRM_WRITE_REJECTED') return new Set();
    throw error;
  }
}

/** Names come from the org itself; they consist of letters, digits and underscores. */
function historySource(names: readonly string[]): RowSource {
  return {
    object: 'LeadHistory',
    fields: ['Id', 'LeadId', 'Field', 'OldValue', 'CreatedDate'],
    changedAt: 'CreatedDate',
    types: new Map(),
    where: () => [`Field IN (${names.map(name => `'${name}'`).join(', ')})`],
    doing: 'reading the history of leads',
  };
}

function changesFrom(row: Row, mappings: readonly FieldMapping[]): FieldChange[] {
  const at = new Date(String(row.CreatedDate));
  if (Number.isNaN(at.getTime())) return [];
  return mappings.map(({ field, kind }) => ({
    changeId: String(row.Id),
    objectType: 'Lead',
    objectId: String(row.LeadId),
    field,
    at,
    before: valueAs(row.OldValue, kind),
  }));
}
