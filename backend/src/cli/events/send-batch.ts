import { setTimeout as sleep } from 'node:timers/promises';
import { AccessError, BusyError, InputError } from '@aix/shared-scoring';

/** Where batches go, and with which key. */
export interface Destination {
  url: string;
  key: string;
  /** Waits between tries; a test makes it short. */
  rest?: (ms: number) => Promise<unknown>;
}

/** What the service did not store, by place in the batch. */
export interface Refused {
  index: number;
  reason: string;
}

const MOST_TRIES = 8;
const FIRST_REST_MS = 500;
const LONGEST_REST_MS = 30_000;

/**
 * Sends events until they are stored, patiently while the service is busy or away: sending them twice counts once.
 * @throws BusyError ERR_BUSY after many tries
 * @throws AccessError when the key is refused
 * @throws InputError when the service refuses the batch as a whole
 */
export async function sendBatch(
  { url, key, rest = sleep }: Destination,
  events: readonly object[],
): Promise<Refused[]> {
  let restMs = FIRST_REST_MS;
  let problem = '';
  for (let left = MOST_TRIES; left > 0; left--) {
    const answer = await post(url, key, events);
    if (answer.status === 202) return answer.body.rejected;
    problem = answer.body.detail;
    if (answer.status === 401 || answer.status === 403)
      throw new AccessError('ERR_UNAUTHENTICATED', `The service refuses AIX_WRITE_KEY: ${problem}`);
    if (answer.status >= 400 && answer.status < 500 && answer.status !== 408 && answer.status !== 429)
      throw new InputError('ERR_INPUT_INVALID', `The service refuses the events: ${problem}`);
    if (left > 1) await rest(Math.max(restMs, answer.retryAfterMs));
    restMs = Math.min(2 * restMs, LONGEST_REST_MS);
  }
  throw new BusyError(
    'ERR_BUSY',
    `${url} did not take the events: ${problem}; run the same command again to go on`,
  );
}

interface CollectAnswer {
  status: number;
  retryAfterMs: number;
  body: { rejected: Refused[]; detail: string };
}

/** A service that cannot be reached counts as one that is away for the moment. */
async function post(url: string, key: string, events: readonly object[]): Promise<CollectAnswer> {
  try {
    const response = await fetch(`${url}/v1/collect`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ events }),
    });
    const text = await response.text();
    return {
      status: response.status,
      retryAfterMs: 1000 * Number(response.headers.get('retry-after') ?? 0) || 0,
      body: text.startsWith('{')
        ? JSON.parse(text)
        : { rejected: [], detail: `it answered ${response.status}` },
    };
  } catch (error) {
    const { code } = (error as { cause?: NodeJS.ErrnoException }).cause ?? {};
    const detail = `it cannot be reached (${code ?? (error as Error).message})`;
    return { status: 503, retryAfterMs: 0, body: { rejected: [], detail } };
  }
}
