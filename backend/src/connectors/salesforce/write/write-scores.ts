import { setImmediate } from 'node:timers/promises';
import type { ScoreWrite, WriteResult } from '../../crm-record.ts';
import type { SalesforceClient } from '../client.ts';
import { recordFromWrite } from './score-record.ts';
import { type JobOptions, writeByJob } from './write-by-job.ts';
import { type PendingWrite, writeCollections } from './write-collections.ts';

/** How scores are written. */
export interface WriteOptions extends JobOptions {
  namespace: string;
  /** With more writes than this they go by a bulk job. */
  bulkAboveWrites: number;
}

/** Results are handed on in portions, each of which the reader settles in one transaction. */
const RESULTS_AT_ONCE = 2_000;

/**
 * Writes score fields: many by a job of Bulk API 2.0, few by collections of 200. Yields results as they come.
 * @throws ConnectorError ERR_CRM_AUTH_EXPIRED
 */
export async function* writeScores(
  client: SalesforceClient,
  writes: readonly ScoreWrite[],
  options: WriteOptions,
): AsyncGenerator<WriteResult[]> {
  const pending: PendingWrite[] = [];
  const refused: WriteResult[] = [];
  for (const [index, write] of writes.entries()) {
    // Many thousand take a while, in which others must have their turn.
    if (index % RESULTS_AT_ONCE === RESULTS_AT_ONCE - 1) await setImmediate();
    const { objectId } = write;
    const made = recordFromWrite(write, options.namespace);
    if ('record' in made) pending.push({ objectId, record: made.record });
    else refused.push({ objectId, status: 'rejected', reason: made.rejected });
  }
  if (refused.length > 0) yield refused;
  if (pending.length <= options.bulkAboveWrites) return yield* writeCollections(client, pending);
  const results = await writeByJob(client, pending, options);
  if (results === 'unavailable') return yield* writeCollections(client, pending);
  for (let start = 0; start < results.length; start += RESULTS_AT_ONCE)
    yield results.slice(start, start + RESULTS_AT_ONCE);
}
