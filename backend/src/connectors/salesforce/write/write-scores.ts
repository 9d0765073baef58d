import { ConnectorError, redactEmails } from '@aix/shared-scoring';
import type { ScoreWrite, WriteResult } from '../../crm-connector.ts';
import type { SalesforceClient } from '../client.ts';
import { TRANSIENT_CODES } from '../translate-error.ts';
import { inParallel } from './in-parallel.ts';
import { recordFromWrite, type UpdateRecord } from './score-record.ts';

/** What one collections request takes. */
const BATCH_SIZE = 200;
/** Records that others hold locked are tried again in smaller and smaller batches, which hold fewer locks. */
const SMALLER_BATCHES = [50, 10];
/** More at once would fight each other for the same locks. */
const BATCHES_AT_ONCE = 2;
const LONGEST_REASON = 200;

/** Our fields start no assignment rule, and a known duplicate must not stop a score. */
const HEADERS = { 'Sforce-Auto-Assign': 'FALSE', 'Sforce-Duplicate-Rule-Header': 'allowSave=true' };

interface SaveResult {
  success: boolean;
  errors: { statusCode: string; message: string }[];
}
interface Pending {
  objectId: string;
  record: UpdateRecord;
}

/**
 * Writes score fields, 200 records a request, two requests at a time, and yields each batch's results as it ends.
 * @throws ConnectorError ERR_CRM_AUTH_EXPIRED
 */
export async function* writeScores(
  client: SalesforceClient,
  writes: readonly ScoreWrite[],
  namespace: string,
): AsyncGenerator<WriteResult[]> {
  const pending: Pending[] = [];
  const refused: WriteResult[] = [];
  for (const write of writes) {
    const { objectId } = write;
    const made = recordFromWrite(write, namespace);
    if ('record' in made) pending.push({ objectId, record: made.record });
    else refused.push({ objectId, status: 'rejected', reason: made.rejected });
  }
  if (refused.length > 0) yield refused;
  const batches = inBatches(pending, BATCH_SIZE);
  yield* inParallel(batches, BATCHES_AT_ONCE, batch => writeBatch(client, batch));
}

/** One result per record: of the batch, then of smaller ones for the records that were locked. */
async function writeBatch(client: SalesforceClient, batch: readonly Pending[]): Promise<WriteResult[]> {
  let results = await sendBatch(client, batch);
  for (const size of SMALLER_BATCHES) {
    const locked = batch.filter((_, index) => isLocked(results[index]));
    if (locked.length === 0) break;
    const again = new Map<string, WriteResult>();
    for (const smaller of inBatches(locked, size))
      for (const result of await sendBatch(client, smaller)) again.set(result.objectId, result);
    results = results.map(result => (isLocked(result) ? (again.get(result.objectId) ?? result) : result));
  }
  return results;
}

function isLocked(result: WriteResult | undefined): boolean {
  return result?.status === 'postponed' && result.reason.startsWith('UNABLE_TO_LOCK_ROW');
}

async function sendBatch(client: SalesforceClient, batch: readonly Pending[]): Promise<WriteResult[]> {
  const body = { allOrNone: false, records: batch.map(({ record }) => record) };
  try {
    const saved = await client.patch<SaveResult[]>('/composite/sobjects', body, 'writing scores', HEADERS);
    return batch.map(({ objectId }, index) => toWriteResult(objectId, saved[index]));
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.code === 'ERR_CRM_AUTH_EXPIRED') throw error;
    const { message: reason, retry, retryAfterMs } = error;
    return batch.map(({ objectId }) =>
      retry
        ? { objectId, status: 'postponed', reason, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
        : { objectId, status: 'rejected', reason },
    );
  }
}

function toWriteResult(objectId: string, saved: SaveResult | undefined): WriteResult {
  if (saved?.success === true) return { objectId, status: 'written' };
  const error = saved?.errors[0];
  // Without an answer for this record nobody knows; writing the same values again does no harm.
  if (error === undefined)
    return { objectId, status: 'postponed', reason: 'Salesforce gave no result for the record' };
  const reason = redactEmails(`${error.statusCode}: ${error.message}`).slice(0, LONGEST_REASON);
  return { objectId, status: TRANSIENT_CODES.has(error.statusCode) ? 'postponed' : 'rejected', reason };
}

function inBatches<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
