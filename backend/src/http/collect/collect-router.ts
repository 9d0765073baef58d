import { AccessError, BusyError, InputError } from '@aix/shared-scoring';
import { json, type NextFunction, type Request, type Response, Router } from 'express';
import type { z } from 'zod';
import type { Context } from '../../use-cases/context.ts';
import type { Collector, Refusals } from '../../use-cases/engagement/ingest-events.ts';
import { createKeyring, type WriteAccess } from '../../use-cases/engagement/write-keys.ts';
import { createGuessLimit, type Doorkeeper } from '../guess-limit.ts';
import { type CheckedBatch, checkBatch, type Rejection } from './check-batch.ts';
import type { collectedSchema } from './collect-schema.ts';

const PATH = '/v1/collect';
/** 500 events of 2 KB. Of a compressed body the size after decompression counts. */
const LARGEST_BODY = 1_048_576;
/** Of all bodies that are being read. */
const MOST_BYTES = 128 * LARGEST_BODY;
const RETRY_AFTER_MS = 1_000;
const PREFLIGHT_SECONDS = '86400';

/**
 * `POST /v1/collect`: events from web pages, with public keys from allowed origins, and from servers, with secret keys.
 * The key is checked before the body is read.
 */
export function collectRouter(context: Context, collector: Collector): Router {
  const router = Router();
  router.options(PATH, answerPreflight);
  router.post(
    PATH,
    createGuessLimit()(requireWriteKey(context)),
    boundMemory(),
    json({ limit: LARGEST_BODY, type: () => true }),
    async (request: Request, response: Response) => {
      const access: WriteAccess = response.locals.access;
      const checked = checkBatch(request.body, access, context.now());
      const { events, identifications, asides } = checked.batch;
      const isEmpty = events.length + identifications.length + asides.length === 0;
      const refusals = isEmpty ? NO_REFUSALS : await collector.add(checked.batch);
      response.status(202).json(answerOf(checked, refusals));
    },
  );
  return router;
}

const NO_REFUSALS: Refusals = { events: [], identifications: [], asides: [] };

function answerOf(
  { eventIndexes, identityIndexes, asideIndexes, rejected }: CheckedBatch,
  refusals: Refusals,
): z.input<typeof collectedSchema> {
  const reason = 'the person has been erased';
  const refused = new Set(refusals.asides.map(at => asideIndexes[at]));
  const isRefused = ({ keptAside, index }: Rejection) => keptAside && refused.has(index);
  const { events, identifications } = refusals;
  return {
    accepted: eventIndexes.length - events.length + identityIndexes.length - identifications.length,
    rejected: [
      ...rejected.map(each => (isRefused(each) ? { ...each, reason, keptAside: false } : each)),
      ...events.map(at => ({ list: 'events' as const, index: eventIndexes[at]!, reason, keptAside: false })),
      ...identifications.map(at => ({
        ...{ list: 'identities' as const, index: identityIndexes[at]!, reason, keptAside: false },
      })),
    ],
  };
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

/** Lets only requests with a write key on, from where it may be used, and puts what it opens into `response.locals.access`. */
function requireWriteKey(context: Context): Doorkeeper {
  const find = createKeyring(context);
  return async (request, response) => {
    const key = keyOf(request);
    if (key === undefined)
      throw new AccessError('ERR_UNAUTHENTICATED', 'This needs a write key: Authorization: Bearer aix_…');
    const access = await find(key);
    const { origin } = request.headers;
    if (access.kind === 'public') {
      if (origin === undefined || !access.allowedOrigins.includes(origin))
        throw new AccessError('ERR_FORBIDDEN', 'This write key may not be used from this origin');
      response.set({ 'Access-Control-Allow-Origin': origin, Vary: 'Origin' });
    }
    response.locals.access = access;
  };
}

/** From the header; or, public keys only, from the address, since `navigator.sendBeacon` sets no headers. */
function keyOf({ headers, query }: Request): string | undefined {
  const bearer = /^Bearer (\S{1,100})$/.exec(headers.authorization ?? '')?.[1];
  const inAddress = query.writeKey;
  if (bearer !== undefined || typeof inAddress !== 'string') return bearer;
  return inAddress.startsWith('aix_pk_') && inAddress.length <= 100 ? inAddress : undefined;
}

/** Reads no more bodies at once than fit into a fixed memory. */
function boundMemory() {
  let reserved = 0;
  return (request: Request, response: Response, next: NextFunction): void => {
    const declared = Number(request.headers['content-length']);
    if (declared > LARGEST_BODY)
      throw new InputError('ERR_INPUT_TOO_LARGE', `A request may have at most ${LARGEST_BODY} bytes`);
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
