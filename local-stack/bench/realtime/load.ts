import { setImmediate as letOthersRun, setTimeout as pause } from 'node:timers/promises';
import type { BenchEvent, EventSource } from './event-source.ts';
import { createHttpClient, type HttpClient } from './http-client.ts';

/** Where and as whom load is sent. */
export interface Target {
  url: string;
  writeKey: string;
}

const BATCH = 50;

/** Sends events; resolves to whether they were acknowledged. */
export function createEventPoster({ url, writeKey }: Target): {
  post(events: readonly BenchEvent[]): Promise<boolean>;
  client: HttpClient;
} {
  const client = createHttpClient(url);
  const headers = { authorization: `Bearer ${writeKey}`, 'content-type': 'application/json' };
  return {
    client,
    post: async events => (await client.post('/v1/collect', headers, JSON.stringify({ events }))) === 202,
  };
}

/** As many batches as the service takes, each sender waiting for its answer. Resolves to acknowledged events a second. */
export async function saturate(
  target: Target,
  next: EventSource,
  { seconds, senders }: { seconds: number; senders: number },
): Promise<number> {
  const { post, client } = createEventPoster(target);
  const until = performance.now() + seconds * 1000;
  let acknowledged = 0;
  const send = async () => {
    while (performance.now() < until) {
      if (await post(Array.from({ length: BATCH }, next))) acknowledged += BATCH;
      else await pause(20);
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: senders }, send));
  client.close();
  return (acknowledged / (performance.now() - began)) * 1000;
}

/** What became of load that was sent at a fixed rate, whatever the answers. */
export interface Sent {
  /** Milliseconds from when each batch was due to its acknowledgement. */
  ackMs: number[];
  events: number;
  refused: number;
}

/** Sends batches at a fixed rate; a late answer delays none. `seconds` undefined sends until `stop` is aborted. */
export async function sendAtRate(
  target: Target,
  next: EventSource,
  { eventsPerSecond, stop }: { eventsPerSecond: number; stop: AbortSignal },
): Promise<Sent> {
  const { post, client } = createEventPoster(target);
  const sent: Sent = { ackMs: [], events: 0, refused: 0 };
  const underWay = new Set<Promise<void>>();
  for await (const due of dueTimes(eventsPerSecond / BATCH, stop)) {
    const sending: Promise<void> = post(Array.from({ length: BATCH }, next)).then(taken => {
      if (taken) sent.events += BATCH;
      else sent.refused += BATCH;
      sent.ackMs.push(performance.now() - due);
      underWay.delete(sending);
    });
    underWay.add(sending);
  }
  await Promise.all(underWay);
  client.close();
  return sent;
}

/** Asks for cards at a fixed rate. Resolves to the milliseconds from when each was due to its answer. */
export async function askCards(
  { url, sessionToken, connectionId }: { url: string; sessionToken: string; connectionId: string },
  nextRecordId: () => string,
  { perSecond, stop }: { perSecond: number; stop: AbortSignal },
): Promise<number[]> {
  const client = createHttpClient(url);
  const headers = { authorization: `Bearer ${sessionToken}` };
  const tookMs: number[] = [];
  const underWay = new Set<Promise<void>>();
  for await (const due of dueTimes(perSecond, stop)) {
    const path = `/v1/connections/${connectionId}/records/Lead/${nextRecordId()}/card`;
    const asking: Promise<void> = client.get(path, headers).then(status => {
      if (status !== 200) throw new Error(`a card was answered with ${status}`);
      tookMs.push(performance.now() - due);
      underWay.delete(asking);
    });
    underWay.add(asking);
  }
  await Promise.all(underWay);
  client.close();
  return tookMs;
}

/**
 * When each of so many a second is due, in performance.now()'s milliseconds, given then; those that are late come at once, one after the
 * other. A timer fires at most once a millisecond: who slept before each could not send more, and would count the wait as the service's.
 */
async function* dueTimes(perSecond: number, stop: AbortSignal): AsyncGenerator<number, void> {
  for (let due = performance.now(); !stop.aborted; due += 1000 / perSecond) {
    const earlyMs = due - performance.now();
    await (earlyMs > 0 ? pause(earlyMs) : letOthersRun());
    yield due;
  }
}
