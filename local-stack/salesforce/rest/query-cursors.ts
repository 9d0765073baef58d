import { PlatformError } from '../platform-error.ts';
import { recordIdOf } from '../record-id.ts';
import type { QueryOutcome } from '../soql/run-query.ts';

/** Most open cursors of one user; the oldest gives way. */
const MOST_OPEN = 10;

type Rows = Extract<QueryOutcome, { kind: 'rows' }>;
/** A result that is read in pages: sorted once, kept until ten newer ones are open. */
export interface QueryCursor extends Rows {
  locator: string;
  pageSize: number;
}

export interface QueryCursors {
  open(rows: Rows, pageSize: number, userId: string): QueryCursor;
  /** @throws PlatformError INVALID_QUERY_LOCATOR when it is another user's, or no longer open */
  find(locator: string, userId: string): QueryCursor;
}

export function createQueryCursors(): QueryCursors {
  const openByUser = new Map<string, Map<string, QueryCursor>>();
  let opened = 0;
  return {
    open(rows, pageSize, userId) {
      opened += 1;
      const cursor = { ...rows, pageSize, locator: recordIdOf('01g', opened) };
      const open = openByUser.get(userId) ?? new Map<string, QueryCursor>();
      openByUser.set(userId, open.set(cursor.locator, cursor));
      const [oldest] = open.keys();
      if (open.size > MOST_OPEN && oldest !== undefined) open.delete(oldest);
      return cursor;
    },
    find(locator, userId) {
      const cursor = openByUser.get(userId)?.get(locator);
      if (cursor === undefined)
        throw new PlatformError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
      return cursor;
    },
  };
}
