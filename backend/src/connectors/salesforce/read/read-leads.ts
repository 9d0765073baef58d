import type { LeadPage, ReadLeadsRequest } from '../../crm-connector.ts';
import type { SalesforceClient } from '../client.ts';
import { describeLead } from '../describe-lead.ts';
import { type LeadRow, leadFromRow, modifiedAtOf } from '../mapping.ts';
import { platformCodeOf } from '../translate-error.ts';
import { leadQuery, selectedFields } from './lead-query.ts';
import { cursorFromText, cursorToText, type ReadPosition } from './read-cursor.ts';

/**
 * A change carries the time at which its transaction wrote it, but shows when the transaction commits, up to ten minutes
 * later. So each pass reads again what changed in the ten minutes before the pass before it.
 */
const OVERLAP_MS = 10 * 60 * 1000;

interface QueryAnswer {
  done: boolean;
  nextRecordsUrl?: string;
  records: LeadRow[];
}

/**
 * Every lead changed since the cursor, oldest change first, in pages of the platform's size (2,000). All times are the
 * org's own, so that our clock may be wrong.
 * @throws ConnectorError, and InputError for a damaged cursor
 */
export async function* readLeads(
  client: SalesforceClient,
  request: ReadLeadsRequest,
): AsyncGenerator<LeadPage> {
  const { mappings } = request;
  const cursor = cursorFromText(request.cursor);
  const fields = selectedFields(await describeLead(client), mappings);
  const { since } = cursor;
  // The clock of the answer before the query: nothing that the query sees can be newer than its end is.
  let queryStartedAt = client.serverTime() ?? 0;
  const passStartedAt = 'position' in cursor ? cursor.passStartedAt : queryStartedAt;
  let position = 'position' in cursor ? cursor.position : undefined;
  const nextPass = cursorToText({ since: Math.max(0, passStartedAt - OVERLAP_MS) });

  for (let next: string | undefined, done = false; !done; ) {
    const answer = await readPage(client, next ?? pathOf(leadQuery(fields, { since, position })));
    if (answer === 'locator-lost') {
      next = undefined;
      queryStartedAt = client.serverTime() ?? queryStartedAt;
      continue;
    }
    position = lastSafeRow(answer.records, queryStartedAt) ?? position;
    ({ done, nextRecordsUrl: next } = answer);
    if (answer.records.length > 0) {
      const records = answer.records.map(row => leadFromRow(row, mappings));
      const within = position === undefined ? { since } : { since, passStartedAt, position };
      yield { records, cursor: done ? nextPass : cursorToText(within) };
    }
  }
}

function pathOf(soql: string): string {
  return `/query?q=${encodeURIComponent(soql)}`;
}

/** The org drops a query's further pages after a while, or for newer queries; then it is asked again from our position. */
async function readPage(client: SalesforceClient, path: string): Promise<QueryAnswer | 'locator-lost'> {
  try {
    return await client.get<QueryAnswer>(path, 'reading leads');
  } catch (error) {
    if (platformCodeOf(error) === 'INVALID_QUERY_LOCATOR') return 'locator-lost';
    throw error;
  }
}

/**
 * The last row from which the order may be resumed. A row that changed after the query began may show its new time at its
 * old place; resuming from that time would skip what lies between.
 */
function lastSafeRow(rows: readonly LeadRow[], queryStartedAt: number): ReadPosition | undefined {
  const row = rows.findLast(each => modifiedAtOf(each) <= queryStartedAt);
  return row === undefined ? undefined : { modifiedAt: modifiedAtOf(row), id: String(row.Id) };
}
