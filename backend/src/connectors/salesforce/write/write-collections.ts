import { ConnectorError } from '@aix/shared-scoring';
import type { WriteResult } from '../../crm-record.ts';
import type { SalesforceClient } from '../client.ts';
import { inParallel } from './in-parallel.ts';
import type { UpdateRecord } from './score-record.ts';
import { isLocked, resultOfRefusal, resultsOfError } from './write-result.ts';

/** What one collections request takes. */
const BATCH_SIZE = 200;
/** Records that others hold locked are tried again in smaller and smaller batches, which hold fewer locks. */
const SMALLER_BATCHES = [50, 10];
/** More at once would fight each other for the same locks. */
const BATCHES_AT_ONCE = 2;

/** Our fields start no assignment rule, and a known duplicate must not stop a score. */
const HEADERS = { 'Sforce-Auto-Assign': 'FALSE', 'Sforce-Duplicate-Rule-Header': 'allowSave=true' };

/** A write as the platform takes it. */
export interface PendingWrite {
  objectId: string;
  record: UpdateRecord;
}

interface SaveResult {
  success: boolean;
  errors: { statusCode: string; message: string }[];
}

/**
 * Writes 200 records a request, two requests at a time, and yields each batch's results as it ends.
 * @throws ConnectorError ERR_CRM_AUTH_EXPIRED
 */
export function writeCollections(
  client: SalesforceClient,
  writes: readonly PendingWrite[],
): AsyncGenerator<WriteResult[]> {
  return inParallel(inBatches(writes, BATCH_SIZE), BATCHES_AT_ONCE, async batch =>
    retryLocked(client, batch, await sendBatch(client, batch)),
  );
}

/** The results, with those of locked records replaced by what further tries in smaller batches gave. */
export async function retryLocked(
  client: SalesforceClient,
  writes: readonly PendingWrite[],
  first: readonly WriteResult[],
): Promise<WriteResult[]> {
  const results = new Map(first.map(result => [result.objectId, result]));
  for (const size of SMALLER_BATCHES) {
    const locked = writes.filter(({ objectId }) => isLocked(results.get(objectId)));
    for (const smaller of inBatches(locked, size))
      for (const result of await sendBatch(client, smaller)) results.set(result.objectId, result);
  }
  return [...results.values()];
}

async function sendBatch(client: SalesforceClient, batch: readonly PendingWrite[]): Promise<WriteResult[]> {
  const body = { allOrNone: false, records: batch.map(({ record }) => record) };
  try {
    const saved = await client.patch<SaveResult[]>('/composite/sobjects', body, 'writing scores', HEADERS);
    return batch.map(({ objectId }, index) => resultOf(objectId, saved[index]));
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.code === 'ERR_CRM_AUTH_EXPIRED') throw error;
    return resultsOfError(batch, error);
  }
}

function resultOf(objectId: string, saved: SaveResult | undefined): WriteResult {
  if (saved?.success === true) return { objectId, status: 'written' };
  const error = saved?.errors[0];
  // Without an answer for this record nobody knows; writing the same values again does no harm.
  if (error === undefined)
    return { objectId, status: 'postponed', reason: 'Salesforce gave no result for the record' };
  return resultOfRefusal(objectId, error.statusCode, error.message);
}

function inBatches<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
