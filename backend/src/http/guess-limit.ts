import { AccessError } from '@aix/shared-scoring';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { answerTooMany } from './problem.ts';

/** Lets a request in, by throwing no `AccessError`. */
export type Doorkeeper = (request: Request, response: Response) => Promise<void>;

const REFUSALS_PER_MINUTE = 100;

/** What whoever is slowed down is told: what was refused, and what to do after the minute. */
const SAY_TOO_MANY = {
  sessions:
    'Too many requests from this address were refused: wait a minute, then open the printed address again',
  writeKeys:
    'Too many requests from this address had no valid write key: wait a minute, then send this one again with a valid key',
} as const;

/**
 * Slows down who guesses keys, tokens or codes: after 100 refusals in a minute an address gets 429. A refusal counts once it is
 * one: counting requests that are under way would shut out who sends many at once, such as a CRM on behalf of all its users.
 * The handlers that come of one limit share its count. One that has answered by itself ends the request.
 * @param guessed what a guesser would be after
 */
export function createGuessLimit(
  guessed: keyof typeof SAY_TOO_MANY,
): (doorkeeper: Doorkeeper) => RequestHandler {
  const senderOf = ({ ip = '' }: Request) => ipKeyGenerator(ip);
  const countRefusal = rateLimit({
    windowMs: 60_000,
    limit: REFUSALS_PER_MINUTE,
    legacyHeaders: false,
    keyGenerator: senderOf,
    handler: (_request, response) => answerTooMany(response, SAY_TOO_MANY[guessed]),
  });
  const isGuessing = async (request: Request) =>
    ((await countRefusal.getKey(senderOf(request)))?.totalHits ?? 0) >= REFUSALS_PER_MINUTE;
  return doorkeeper => async (request: Request, response: Response, next: NextFunction) => {
    if (await isGuessing(request)) return void countRefusal(request, response, next);
    try {
      await doorkeeper(request, response);
    } catch (error) {
      if (!(error instanceof AccessError && error.code === 'ERR_UNAUTHENTICATED')) throw error;
      return void countRefusal(request, response, () => next(error));
    }
    if (!response.headersSent) next();
  };
}
