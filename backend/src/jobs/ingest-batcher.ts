import { BusyError } from '@aix/shared-scoring';
import type { Context } from '../use-cases/context.ts';
import {
  type CollectedBatch,
  type Collector,
  ingestEvents,
  type Refusals,
} from '../use-cases/engagement/ingest-events.ts';

/** A collector that must be closed. */
export interface IngestBatcher extends Collector {
  /** Stores what was added, and resolves when all of it is. */
  close(): Promise<void>;
}

const EVENTS_A_TRANSACTION = 1_000;
/** How long the first event waits for company. */
const PATIENCE_MS = 5;
/** Items that may wait for their commit: of one tenant, and of all together. With their properties some 50 MB. */
const MOST_OF_A_TENANT = 10_000;
const MOST_OF_ALL = 20_000;
/** Of one tenant, so that the database works while we prepare the next; and of all, which leaves connections to others. */
const MOST_AT_ONCE_OF_A_TENANT = 2;
const MOST_AT_ONCE = 4;
const RETRY_AFTER_MS = 1_000;

interface Waiting {
  batch: CollectedBatch;
  size: number;
  resolve(refusals: Refusals): void;
  reject(error: unknown): void;
}

/** What waits of one tenant. */
interface Queue {
  waiting: Waiting[];
  /** Items that wait or are under way. */
  size: number;
  /** Transactions under way. */
  running: number;
  isListed: boolean;
}

/**
 * Joins what many requests bring into few transactions: at most 1,000 events or what comes within 5 ms, and under load
 * whatever came while the transaction before was under way. A request is answered when its transaction is committed. What
 * waits is bounded, and no tenant can take all of the room.
 */
export function createIngestBatcher(context: Context): IngestBatcher {
  const queues = new Map<string, Queue>();
  const ready: string[] = [];
  let running = 0;
  let size = 0;
  let onIdle: (() => void) | undefined;

  /** A tenant's next transaction begins when none is under way, a further one only when it is full. */
  const list = (tenantId: string, queue: Queue): void => {
    const isDue =
      queue.waiting.length > 0 &&
      (queue.running === 0 ||
        (queue.running < MOST_AT_ONCE_OF_A_TENANT && sizeOf(queue.waiting) >= EVENTS_A_TRANSACTION));
    if (!isDue || queue.isListed) return;
    queue.isListed = true;
    ready.push(tenantId);
    runNext();
  };
  const runNext = (): void => {
    while (running < MOST_AT_ONCE && ready.length > 0) {
      const tenantId = ready.shift()!;
      const queue = queues.get(tenantId)!;
      queue.isListed = false;
      queue.running += 1;
      running += 1;
      void run(tenantId, queue);
    }
  };
  const run = async (tenantId: string, queue: Queue): Promise<void> => {
    const taken = takeSome(queue);
    await store(context, tenantId, taken);
    const done = sizeOf(taken);
    queue.size -= done;
    size -= done;
    queue.running -= 1;
    running -= 1;
    if (queue.size === 0) queues.delete(tenantId);
    else list(tenantId, queue);
    runNext();
    if (size === 0) onIdle?.();
  };

  return {
    add(batch) {
      const { tenantId } = batch;
      const queue = queues.get(tenantId) ?? { waiting: [], size: 0, running: 0, isListed: false };
      const added = batch.events.length + batch.identifications.length + batch.asides.length;
      if (queue.size + added > MOST_OF_A_TENANT || size + added > MOST_OF_ALL)
        throw new BusyError(
          'ERR_BUSY',
          'More events arrive than can be stored: send this batch again after a while',
          { retryAfterMs: RETRY_AFTER_MS },
        );
      if (!queues.has(tenantId)) {
        queues.set(tenantId, queue);
        setTimeout(list, PATIENCE_MS, tenantId, queue);
      }
      queue.size += added;
      size += added;
      return new Promise<Refusals>((resolve, reject) => {
        queue.waiting.push({ batch, size: added, resolve, reject });
        if (sizeOf(queue.waiting) >= EVENTS_A_TRANSACTION) list(tenantId, queue);
      });
    },
    async close() {
      if (size > 0)
        await new Promise<void>(resolve => {
          onIdle = resolve;
        });
    },
  };
}

function sizeOf(waiting: readonly Waiting[]): number {
  return waiting.reduce((sum, { size }) => sum + size, 0);
}

/** The oldest requests, as many as one transaction takes; at least one. */
function takeSome(queue: Queue): Waiting[] {
  let count = 0;
  let taken = 0;
  for (const { size } of queue.waiting) {
    if (count > 0 && taken + size > EVENTS_A_TRANSACTION) break;
    taken += size;
    count += 1;
  }
  return queue.waiting.splice(0, count);
}

/**
 * Stores requests together. When the database refuses what is in one of them, each is stored by itself, so that only that
 * one fails.
 */
async function store(context: Context, tenantId: string, taken: readonly Waiting[]): Promise<void> {
  try {
    const refusals = await ingestEvents(
      context,
      tenantId,
      taken.map(({ batch }) => batch),
    );
    context.announce('dirty_leads');
    taken.forEach((each, at) => {
      each.resolve(refusals[at]!);
    });
  } catch (error) {
    if (taken.length > 1 && isAboutContent(error))
      for (const each of taken) await store(context, tenantId, [each]);
    else for (const each of taken) each.reject(isAboutContent(error) ? error : notNow(error));
  }
}

function notNow(cause: unknown): BusyError {
  const message = 'The events could not be stored just now: send this batch again after a while';
  return new BusyError('ERR_BUSY', message, { cause, retryAfterMs: RETRY_AFTER_MS });
}

/** PostgreSQL's classes of errors that say "this value cannot be stored", as against "not now". */
function isAboutContent(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^(21|22|23|54)[0-9A-Z]{3}$/.test(code);
}
