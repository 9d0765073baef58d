import { BusyError } from '@aix/shared-scoring';
import type { Context } from '../use-cases/context.ts';
import {
  type CollectedBatch,
  type Collector,
  ingestEvents,
  type Refusals,
} from '../use-cases/engagement/ingest-events.ts';
import { createFloodWatch, type FloodWatch } from './flood-watch.ts';
import { joinRefusals, splitBatch } from './split-batch.ts';

/** A collector that must be closed. */
export interface IngestBatcher extends Collector, Pick<FloodWatch, 'isFlooded'> {
  /** Stores what was added, and resolves when all of it is. */
  close(): Promise<void>;
}

const EVENTS_A_TRANSACTION = 1_000;
/** How long the first event waits for company. */
const PATIENCE_MS = 5;
/** The same while events keep coming: each transaction costs as much as fifty events, so few and full ones leave time for others. */
const BUSY_PATIENCE_MS = 25;
/** So soon after a transaction the next event counts as more of the same. */
const BUSY_FOR_MS = 100;
/** Items that may wait for their commit: of one tenant, and of all together. With their properties some 50 MB. */
const MOST_OF_A_TENANT = 10_000;
const MOST_OF_ALL = 20_000;
/** Transactions of all tenants at once, which leaves connections to others. A tenant has two lanes. */
const MOST_AT_ONCE = 4;
const RETRY_AFTER_MS = 1_000;

interface Waiting {
  batch: CollectedBatch;
  size: number;
  /** Milliseconds of `performance.now()`. */
  since: number;
  resolve(refusals: Refusals): void;
  reject(error: unknown): void;
}

/** What waits of one tenant for one transaction after the other. */
interface Lane {
  waiting: Waiting[];
  isRunning: boolean;
  isListed: boolean;
  /** Its transaction before ended then; milliseconds of `performance.now()`. */
  endedAt: number;
}

interface Queue {
  lanes: readonly [Lane, Lane];
  /** Items that wait or are under way. */
  size: number;
}

/**
 * Joins what many requests bring into few transactions: at most 1,000 events or what comes within 5 ms, and under load what comes
 * within 25 ms or while the transaction before was under way. A tenant that sends more than one transaction can take gets a
 * second lane: two transactions at once that never wait for each other's leads. A request is answered when all of it is
 * committed. What waits is bounded, and no tenant can take all of the room.
 */
export function createIngestBatcher(context: Context): IngestBatcher {
  const queues = new Map<string, Queue>();
  const ready: { tenantId: string; lane: Lane }[] = [];
  let running = 0;
  let size = 0;
  const flood = createFloodWatch();
  let onIdle: (() => void) | undefined;

  const list = (tenantId: string, lane: Lane): void => {
    if (lane.isRunning || lane.isListed || lane.waiting.length === 0) return;
    lane.isListed = true;
    ready.push({ tenantId, lane });
    runNext();
  };
  const runNext = (): void => {
    while (running < MOST_AT_ONCE && ready.length > 0) {
      const { tenantId, lane } = ready.shift()!;
      lane.isListed = false;
      lane.isRunning = true;
      running += 1;
      void run(tenantId, lane);
    }
  };
  const run = async (tenantId: string, lane: Lane): Promise<void> => {
    const taken = takeSome(lane);
    await store(context, tenantId, taken);
    const queue = queues.get(tenantId)!;
    const done = sizeOf(taken);
    queue.size -= done;
    size -= done;
    lane.isRunning = false;
    lane.endedAt = performance.now();
    running -= 1;
    if (lane.waiting.length > 0) listInTime(tenantId, lane);
    if (queue.size === 0) setTimeout(forget, BUSY_FOR_MS, tenantId, queue).unref();
    runNext();
    if (size === 0) onIdle?.();
  };
  const forget = (tenantId: string, queue: Queue): void => {
    if (queue.size === 0 && queues.get(tenantId) === queue) queues.delete(tenantId);
  };
  /** Once the first has waited long enough, or there are enough. */
  const listInTime = (tenantId: string, lane: Lane): void => {
    const { since } = lane.waiting[0]!;
    const isBusy = since - lane.endedAt < BUSY_FOR_MS;
    const dueInMs = since + (isBusy ? BUSY_PATIENCE_MS : PATIENCE_MS) - performance.now();
    if (dueInMs <= 0 || sizeOf(lane.waiting) >= EVENTS_A_TRANSACTION) list(tenantId, lane);
    else setTimeout(list, dueInMs, tenantId, lane);
  };
  const wait = (tenantId: string, lane: Lane, batch: CollectedBatch): Promise<Refusals> =>
    new Promise((resolve, reject) => {
      lane.waiting.push({ batch, size: itemsOf(batch), since: performance.now(), resolve, reject });
      if (lane.waiting.length === 1 && !lane.isRunning) listInTime(tenantId, lane);
      else if (sizeOf(lane.waiting) >= EVENTS_A_TRANSACTION) list(tenantId, lane);
    });

  return {
    add(batch) {
      const { tenantId } = batch;
      const queue = queues.get(tenantId) ?? { lanes: [createLane(), createLane()], size: 0 };
      const added = itemsOf(batch);
      flood.add(added);
      if (queue.size + added > MOST_OF_A_TENANT || size + added > MOST_OF_ALL)
        throw new BusyError(
          'ERR_BUSY',
          'More events arrive than can be stored: send this batch again after a while',
          { retryAfterMs: RETRY_AFTER_MS },
        );
      queues.set(tenantId, queue);
      queue.size += added;
      size += added;
      const [first, second] = queue.lanes;
      if (!first.isRunning) return wait(tenantId, first, batch);
      const parts = splitBatch(batch);
      const waitFor = (lane: Lane, part: CollectedBatch) =>
        itemsOf(part) === 0 ? NO_REFUSALS : wait(tenantId, lane, part);
      return Promise.all([waitFor(first, parts[0].batch), waitFor(second, parts[1].batch)]).then(refusals =>
        joinRefusals(parts, refusals),
      );
    },
    isFlooded: flood.isFlooded,
    async close() {
      if (size > 0)
        await new Promise<void>(resolve => {
          onIdle = resolve;
        });
    },
  };
}

const NO_REFUSALS: Refusals = { events: [], identifications: [], asides: [], own: 0 };

function createLane(): Lane {
  return { waiting: [], isRunning: false, isListed: false, endedAt: Number.NEGATIVE_INFINITY };
}

/** What was left out is one count, however many events it is. */
function itemsOf({ events, identifications, asides, filtered = {} }: CollectedBatch): number {
  const counts = Object.keys(filtered).length;
  return events.length + identifications.length + asides.length + counts;
}

function sizeOf(waiting: readonly Waiting[]): number {
  return waiting.reduce((sum, { size }) => sum + size, 0);
}

/** The oldest requests, as many as one transaction takes; at least one. */
function takeSome(lane: Lane): Waiting[] {
  let count = 0;
  let taken = 0;
  for (const { size } of lane.waiting) {
    if (count > 0 && taken + size > EVENTS_A_TRANSACTION) break;
    taken += size;
    count += 1;
  }
  return lane.waiting.splice(0, count);
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
