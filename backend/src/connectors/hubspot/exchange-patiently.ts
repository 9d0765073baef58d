import { setTimeout as sleep } from 'node:timers/promises';
import { AixError, ConnectorError } from '@aix/shared-scoring';
import type { Caution } from './caution.ts';
import type { Pace } from './request-limiter.ts';
import type { HubspotAnswer } from './transport.ts';

/** 423 and 477: the portal is locked or moving between data centres for a while. */
const PASSING = new Set([408, 423, 425, 429, 477]);

/** How long to go on, and who is to know. */
export interface Patience {
  pace: Pace;
  /** Shared by all requests to one portal. */
  caution: Caution;
  /** Told of every limit answer, so that the whole connection can pause. */
  onLimited(pauseMs: number): Promise<void>;
}

/**
 * Repeats an exchange until its answer is final: after lost connections, timeouts, server errors and limit answers,
 * with doubling, jittered waits. While the portal has not answered anybody for as many rounds, each request is sent only once.
 * @throws ConnectorError ERR_CRM_RATE_LIMITED, ERR_CRM_UNAVAILABLE when the attempts are used up
 */
export async function exchangePatiently(
  exchange: () => Promise<HubspotAnswer>,
  { pace, caution, onLimited }: Patience,
): Promise<HubspotAnswer> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await caution.pass(() => tryExchange(exchange), isPassing);
    if (!('failure' in outcome) && !isPassing(outcome)) return outcome;
    const pauseMs = 'failure' in outcome ? 0 : outcome.pauseMs;
    if ('status' in outcome && outcome.status === 429) await onLimited(pauseMs);
    const rounds = Math.max(attempt, caution.failedRounds());
    const backoffMs = Math.min(pace.backoffMs * 2 ** (rounds - 1), pace.longestWaitMs);
    const waitMs = Math.max(pauseMs, jittered(backoffMs));
    const isLast = attempt === pace.attempts || caution.failedRounds() >= pace.attempts;
    if (isLast || waitMs > pace.longestWaitMs) throw gaveUp(outcome, attempt, waitMs);
    await sleep(waitMs);
  }
}

type Outcome = HubspotAnswer | { failure: Error };

async function tryExchange(exchange: () => Promise<HubspotAnswer>): Promise<Outcome> {
  try {
    return await exchange();
  } catch (error) {
    // Our own errors come from renewing tokens, which had its own attempts; what else is thrown is the network.
    if (error instanceof AixError || !(error instanceof Error)) throw error;
    return { failure: error };
  }
}

function isPassing(outcome: Outcome): boolean {
  return 'failure' in outcome || outcome.status >= 500 || PASSING.has(outcome.status);
}

function gaveUp(outcome: Outcome, attempts: number, retryAfterMs: number): ConnectorError {
  if ('failure' in outcome)
    return new ConnectorError('ERR_CRM_UNAVAILABLE', `HubSpot did not answer ${attempts} times`, {
      cause: outcome.failure,
      retryAfterMs,
    });
  if (outcome.status === 429)
    return new ConnectorError(
      'ERR_CRM_RATE_LIMITED',
      `HubSpot answered ${attempts} times with its request limit`,
      {
        retryAfterMs,
      },
    );
  return new ConnectorError(
    'ERR_CRM_UNAVAILABLE',
    `HubSpot answered ${outcome.status} after ${attempts} attempts`,
    {
      retryAfterMs,
    },
  );
}

/** Between half and all of a wait, so that callers which failed together do not come back together. */
function jittered(waitMs: number): number {
  return waitMs * (0.5 + Math.random() / 2);
}
