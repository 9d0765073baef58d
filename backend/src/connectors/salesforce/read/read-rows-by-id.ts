import type { SalesforceClient } from '../client.ts';
import { flattened } from './read-rows.ts';
import type { Row, RowSource } from './row-query.ts';

/** As many ids as fit into an address with the fields beside them. */
const IDS_A_QUERY = 200;
const RECORD_ID = /^[a-zA-Z0-9]{15,18}$/;

/** Rows by their ids, those in the recycle bin too; ids that the org does not know any more are left out. */
export async function readRowsById(
  client: SalesforceClient,
  { object, fields, doing }: RowSource,
  ids: readonly string[],
): Promise<Row[]> {
  const rows: Row[] = [];
  const sound = ids.filter(id => RECORD_ID.test(id));
  for (let start = 0; start < sound.length; start += IDS_A_QUERY) {
    const list = sound.slice(start, start + IDS_A_QUERY).map(id => `'${id}'`);
    const soql = `SELECT ${fields.join(', ')} FROM ${object} WHERE Id IN (${list.join(', ')})`;
    const path = `/queryAll?q=${encodeURIComponent(soql)}`;
    const { records } = await client.get<{ records: Row[] }>(path, doing);
    rows.push(...records.map(flattened));
  }
  return rows;
}
