import type { ScoreWrite, WriteResult } from '../crm-record.ts';
import type { HubspotClient } from './client.ts';
import { MAX_ASSOCIATIONS, MAX_BATCH, PATHS } from './hubspot-api.ts';
import { inParts } from './in-parts.ts';
import type { LeadRecords } from './lead-records.ts';
import { toHubspotProperties } from './score-properties.ts';
import { type RecordInput, writeBatch } from './write-batch.ts';

/** Batches under way at once: enough to hide the answers' latency, the limiter sets the pace. */
const IN_FLIGHT = 4;

/**
 * Writes score properties by batch update, and after each thousand contacts to the Lead records of those that have some. A record that is
 * named twice is written once, later values first.
 */
export async function* writeScoresToContacts(
  client: HubspotClient,
  writes: readonly ScoreWrite[],
  leadRecords: LeadRecords,
): AsyncGenerator<WriteResult[]> {
  const batches = inParts(mergeByContact(writes), MAX_ASSOCIATIONS).flatMap(contacts => {
    const parts = inParts(contacts, MAX_BATCH);
    const group = { companion: leadRecords.accompany(contacts), unwritten: parts.length };
    return parts.map(batch => ({ batch, group }));
  });
  const written = inFlight(batches, async ({ batch, group }) => ({
    results: await writeBatch(client, PATHS.batchUpdate, batch),
    group,
  }));
  for await (const { results, group } of written) {
    yield* notEmpty(await group.companion.follow(results));
    group.unwritten -= 1;
    if (group.unwritten === 0) yield* notEmpty(await group.companion.finish());
  }
}

function notEmpty(results: WriteResult[]): WriteResult[][] {
  return results.length === 0 ? [] : [results];
}

/** HubSpot refuses a batch that names a record twice. */
function mergeByContact(writes: readonly ScoreWrite[]): RecordInput[] {
  const byId = new Map<string, RecordInput>();
  for (const { objectId, values } of writes) {
    const properties = { ...byId.get(objectId)?.properties, ...toHubspotProperties(values) };
    byId.set(objectId, { id: objectId, properties });
  }
  return [...byId.values()];
}

/** Works on a few batches at once and yields each as it ends. */
async function* inFlight<T, R>(items: readonly T[], work: (item: T) => Promise<R>): AsyncGenerator<R> {
  const running = new Map<number, Promise<{ key: number; result: R }>>();
  for (let key = 0; key < items.length || running.size > 0; ) {
    while (key < items.length && running.size < IN_FLIGHT) {
      const started = key;
      running.set(
        started,
        work(items[started] as T).then(result => ({ key: started, result })),
      );
      key += 1;
    }
    const ended = await Promise.race(running.values());
    running.delete(ended.key);
    yield ended.result;
  }
}
