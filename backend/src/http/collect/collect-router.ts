import { BusyError, InputError } from '@aix/shared-scoring';
import { json, type NextFunction, type Request, type Response, Router } from 'express';
import type { z } from 'zod';
import { FILTER_REASONS, type FilterCounts, type FilterReason } from '../../store/own-traffic.ts';
import type { Context } from '../../use-cases/context.ts';
import type { Collector, Refusals } from '../../use-cases/engagement/ingest-events.ts';
import type { WriteAccess } from '../../use-cases/engagement/write-keys.ts';
import { createGuessLimit } from '../guess-limit.ts';
import { sayTooLarge } from '../request-body.ts';
import { type CheckedBatch, checkBatch, type Rejection } from './check-batch.ts';
import { type collectedSchema, LARGEST_BODY } from './collect-schema.ts';
import { filterTraffic } from './filter-traffic.ts';
import { requireWriteKey } from './require-write-key.ts';

const PATH = '/v1/collect';
/** Of all bodies that are being read. */
const MOST_BYTES = 128 * LARGEST_BODY;
const RETRY_AFTER_MS = 1_000;
const PREFLIGHT_SECONDS = '86400';

/**
 * `POST /v1/collect`: events from web pages, with public keys from allowed origins, and from servers, with secret keys.
 * The key is checked before the body is read.
 */
export function collectRouter(
  context: Context,
  collector: Collector,
  countFiltered: (reason: FilterReason, events: number) => void,
): Router {
  const router = Router();
  router.options(PATH, answerPreflight);
  router.post(
    PATH,
    createGuessLimit('writeKeys')(requireWriteKey(context)),
    boundMemory(),
    json({ limit: LARGEST_BODY, type: () => true }),
    async (request: Request, response: Response) => {
      const access: WriteAccess = response.locals.access;
      const reason = filterTraffic(request, access);
      const checked = await checkBatch(request.body, access, context.now(), reason);
      const { events, identifications, asides, filtered } = checked.batch;
      const isEmpty = events.length + identifications.length + asides.length + sumOf(filtered) === 0;
      const refusals = isEmpty ? NO_REFUSALS : await collector.add(checked.batch);
      const { own_people: own = 0, ...others } = filtered;
      const counts: FilterCounts = { ...others, own_people: own + refusals.own };
      for (const each of FILTER_REASONS) if (counts[each]) countFiltered(each, counts[each]);
      response.status(202).json(answerOf(checked, refusals, sumOf(counts)));
    },
  );
  return router;
}

const NO_REFUSALS: Refusals = { events: [], identifications: [], asides: [], own: 0 };

function sumOf(counts: FilterCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function answerOf(
  { eventIndexes, identityIndexes, asideIndexes, rejected }: CheckedBatch,
  refusals: Refusals,
  filtered: number,
): z.input<typeof collectedSchema> {
  const reason = 'the person has been erased';
  const refused = new Set(refusals.asides.map(at => asideIndexes[at]));
  const isRefused = ({ keptAside, index }: Rejection) => keptAside && refused.has(index);
  const { events, identifications, own } = refusals;
  return {
    filtered,
    accepted: eventIndexes.length - events.length - own + identityIndexes.length - identifications.length,
    rejected: inOrder([
      ...rejected.map(each => (isRefused(each) ? { ...each, reason, keptAside: false } : each)),
      ...events.map(at => ({ list: 'events' as const, index: eventIndexes[at]!, reason, keptAside: false })),
      ...identifications.map(at => ({
        ...{ list: 'identities' as const, index: identityIndexes[at]!, reason, keptAside: false },
      })),
    ]),
  };
}

/** As the lists were sent. */
function inOrder(rejected: readonly Rejection[]): Rejection[] {
  const listed = (list: Rejection['list']) => rejected.filter(each => each.list === list);
  return [listed('events'), listed('identities')].flatMap(each => each.sort((a, b) => a.index - b.index));
}

/** Any page may ask; which may send, its key says. */
function answerPreflight(_request: Request, response: Response): void {
  response
    .set({
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Allow-Methods': 'POST',
      'Access-Control-Allow-Headers': 'authorization, content-type',
      'Access-Control-Max-Age': PREFLIGHT_SECONDS,
    })
    .sendStatus(204);
}

/** Reads no more bodies at once than fit into a fixed memory. */
function boundMemory() {
  let reserved = 0;
  return (request: Request, response: Response, next: NextFunction): void => {
    const declared = Number(request.headers['content-length']);
    if (declared > LARGEST_BODY) throw new InputError('ERR_INPUT_TOO_LARGE', sayTooLarge(LARGEST_BODY));
    const isExact = declared >= 0 && request.headers['content-encoding'] === undefined;
    const size = isExact ? declared : LARGEST_BODY;
    if (reserved + size > MOST_BYTES)
      throw new BusyError('ERR_BUSY', 'Too many requests are being read: send this one again after a while', {
        retryAfterMs: RETRY_AFTER_MS,
      });
    reserved += size;
    response.once('close', () => {
      reserved -= size;
    });
    next();
  };
}
