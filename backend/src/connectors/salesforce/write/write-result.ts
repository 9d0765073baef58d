import { type ConnectorError, redactEmails } from '@aix/shared-scoring';
import type { WriteResult } from '../../crm-record.ts';
import { TRANSIENT_CODES } from '../translate-error.ts';

const LONGEST_REASON = 200;
const LOCKED = 'UNABLE_TO_LOCK_ROW';
/** With these the platform says that the record itself takes no writes, whatever they hold. */
const CLOSED_CODES: ReadonlySet<string> = new Set([
  'CANNOT_UPDATE_CONVERTED_LEAD',
  'ENTITY_IS_DELETED',
  'INVALID_CROSS_REFERENCE_KEY',
]);

/** What the platform's refusal of one record means for its write. */
export function resultOfRefusal(objectId: string, code: string, message: string): WriteResult {
  const reason = redactEmails(`${code}: ${message}`).slice(0, LONGEST_REASON);
  if (TRANSIENT_CODES.has(code)) return { objectId, status: 'postponed', reason };
  return { objectId, status: 'rejected', reason, ...(CLOSED_CODES.has(code) && { closed: true }) };
}

/** What a failure of the whole request means for each of its writes. */
export function resultsOfError(
  writes: readonly { objectId: string }[],
  { message: reason, retry, retryAfterMs }: ConnectorError,
): WriteResult[] {
  return writes.map(({ objectId }) =>
    retry
      ? { objectId, status: 'postponed', reason, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
      : { objectId, status: 'rejected', reason },
  );
}

/** Whether somebody else held the record. */
export function isLocked(result: WriteResult | undefined): boolean {
  return result?.status === 'postponed' && result.reason.startsWith(LOCKED);
}
