import { setTimeout as sleep } from 'node:timers/promises';
import { AccessError, BusyError, InputError } from '@aix/shared-scoring';
import type { BadRow } from './import-progress.ts';
import type { GoodRow } from './read-rows.ts';

/** Where batches go, and with which key. */
export interface Destination {
  url: string;
  key: string;
  /** Told at every try that failed what the service answered, and when it is asked again. */
  say(text: string): void;
  /** Waits between tries; a test makes it short. */
  rest?: (ms: number) => Promise<unknown>;
}

const MOST_TRIES = 8;
const FIRST_REST_MS = 500;
const LONGEST_REST_MS = 30_000;

/**
 * Sends the events of some rows until they are stored, patiently while the service is busy or away: sending them twice counts once.
 * @returns the rows that the service did not store
 * @throws BusyError ERR_BUSY after many tries
 * @throws AccessError when the key is refused
 * @throws InputError when the service refuses the batch as a whole
 */
export async function sendBatch(destination: Destination, rows: readonly GoodRow[]): Promise<BadRow[]> {
  const { url, say, rest = sleep } = destination;
  let restMs = FIRST_REST_MS;
  for (let tries = 1; ; tries++) {
    const answer = await post(destination, rows);
    if (answer.status === 202)
      return answer.body.rejected.map(({ index, reason }) => ({ line: rows[index]!.line, reason }));
    refuseForGood(answer, rows);
    if (tries === MOST_TRIES) throw givenUp(url, answer, rows);
    const waitMs = Math.max(restMs, answer.retryAfterMs);
    say(`${url} ${inWords(answer)}: try ${tries + 1} of ${MOST_TRIES} in ${waitMs / 1000} s\n`);
    await rest(waitMs);
    restMs = Math.min(2 * restMs, LONGEST_REST_MS);
  }
}

/** Statuses of a service that is busy or away: they tell nothing of what was sent. */
const BUSY_STATUSES: readonly number[] = [408, 429, 502, 503, 504];

/** @throws AccessError, InputError for an answer that would be the same the next time */
function refuseForGood({ status, body: { detail } }: CollectAnswer, rows: readonly GoodRow[]): void {
  if (status === 401 || status === 403)
    throw new AccessError('ERR_UNAUTHENTICATED', `The service refuses AIX_WRITE_KEY: ${detail}`);
  if (status >= 400 && status < 500 && !BUSY_STATUSES.includes(status))
    throw new InputError('ERR_INPUT_INVALID', `The service refuses ${eventsOf(rows)}: ${detail}`);
}

function givenUp(url: string, answer: CollectAnswer, rows: readonly GoodRow[]): BusyError {
  const { status, body } = answer;
  const tried = `tried ${MOST_TRIES} times`;
  const isTheirFault = status >= 500 && !BUSY_STATUSES.includes(status);
  if (isTheirFault)
    return new BusyError(
      'ERR_BUSY',
      `${url} answered ${eventsOf(rows)} with ${status} (${body.detail}), ${tried}: see its log for the reason; ` +
        'with these lines taken out, the same command stores the others',
    );
  const start = status === AWAY ? 'start the service, and ' : '';
  return new BusyError(
    'ERR_BUSY',
    `${url} ${inWords(answer)}, ${tried}: ${start}run the same command again to go on`,
  );
}

function inWords({ status, body: { detail } }: CollectAnswer): string {
  return status === AWAY ? `does not answer (${detail})` : `answered ${status} (${detail})`;
}

function eventsOf(rows: readonly GoodRow[]): string {
  const [first, last] = [rows[0]!.line, rows.at(-1)!.line];
  return first === last ? `the event of line ${first}` : `the events of lines ${first} to ${last}`;
}

interface CollectAnswer {
  /** Of HTTP, or `AWAY`. */
  status: number;
  retryAfterMs: number;
  body: { rejected: { index: number; reason: string }[]; detail: string };
}

/** Stands for the status of a service that cannot be reached. */
const AWAY = 0;

async function post({ url, key }: Destination, rows: readonly GoodRow[]): Promise<CollectAnswer> {
  try {
    const response = await fetch(`${url}/v1/collect`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ events: rows.map(({ event }) => event) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      retryAfterMs: 1000 * Number(response.headers.get('retry-after') ?? 0) || 0,
      body: text.startsWith('{') ? JSON.parse(text) : { rejected: [], detail: 'without a reason' },
    };
  } catch (error) {
    const { code } = (error as { cause?: NodeJS.ErrnoException }).cause ?? {};
    return {
      status: AWAY,
      retryAfterMs: 0,
      body: { rejected: [], detail: code ?? (error as Error).message },
    };
  }
}
