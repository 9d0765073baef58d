import { setTimeout as pause } from 'node:timers/promises';
import { digestOf } from './event-id.ts';

/** An event as senders send it. */
export interface SentEvent {
  id: string;
  signal: string;
  at: string;
  email: string;
}

/** From and to, epoch milliseconds, both included. */
export type Window = readonly [number, number];

/** What was sent, and what of it the service acknowledged. Ids as the service stores them. */
export interface Ledger {
  /** Between which times the service should say that each event happened. */
  acknowledged: Map<string, Window>;
  /** Events that the service refused for good. */
  refused: number;
}

export interface SendingOptions {
  writeKey: string;
  emails: readonly string[];
  /** Numbers in [0, 1) that a seed gives. */
  draw(): number;
  eventsPerSecond: number;
}

/** Sends events until it is stopped, each batch again and again until it is acknowledged, as senders do. */
export interface Sender {
  ledger: Ledger;
  /** From now on batches go to this address. */
  turnTo(url: string): void;
  /** Resolves when the next batch is acknowledged. */
  nextAcknowledged(): Promise<void>;
  /** Sends no new events, and resolves when all that were sent are acknowledged. */
  finish(): Promise<void>;
  /** Ends at once, whatever is under way. */
  abandon(): void;
}

const SIGNALS = ['page_view', 'pricing_view', 'email_click', 'form_submit', 'demo_request', 'unsubscribe'];
const BATCH = 50;
/** More would not be sent before one of them is answered. */
const MOST_UNDER_WAY = 12;
const PAUSE_AFTER_FAILURE_MS = 100;
const TIMEOUT_MS = 15_000;
const LONGEST_SILENCE_MS = 90_000;

export function createSender(options: SendingOptions): Sender {
  const ledger: Ledger = { acknowledged: new Map(), refused: 0 };
  const underWay = new Set<Promise<void>>();
  let url: string | undefined;
  let isFinishing = false;
  let isAbandoned = false;
  let acknowledged = Promise.withResolvers<void>();
  const send = async (events: readonly SentEvent[]) => {
    while (!isAbandoned) {
      const taken =
        url !== undefined && (await post(url, options.writeKey, { events }).catch(() => undefined));
      if (taken) {
        note(ledger, events, taken);
        acknowledged.resolve();
        acknowledged = Promise.withResolvers<void>();
        return;
      }
      await pause(PAUSE_AFTER_FAILURE_MS);
    }
  };
  const run = async () => {
    const everyMs = (1_000 * BATCH) / options.eventsPerSecond;
    for (let next = performance.now(); !isFinishing; next += everyMs) {
      await pause(Math.max(0, next - performance.now()));
      while (underWay.size >= MOST_UNDER_WAY) await Promise.race(underWay);
      const sending: Promise<void> = send(drawEvents(options, BATCH)).finally(() => underWay.delete(sending));
      underWay.add(sending);
    }
  };
  const running = run();
  return {
    ledger,
    turnTo(address) {
      url = address;
    },
    nextAcknowledged: () => inTime(acknowledged.promise),
    async finish() {
      isFinishing = true;
      await inTime(running.then(() => Promise.all(underWay)));
    },
    abandon() {
      isFinishing = true;
      isAbandoned = true;
    },
  };
}

async function inTime(awaited: Promise<unknown>): Promise<void> {
  const over = new AbortController();
  const silence = pause(LONGEST_SILENCE_MS, undefined, { signal: over.signal }).then(() => {
    throw new Error(`nothing was acknowledged within ${LONGEST_SILENCE_MS} ms`);
  });
  await Promise.race([awaited, silence]).finally(() => over.abort());
}

/** New events of leads that are drawn, within the last day. */
export function drawEvents(
  { emails, draw }: Pick<SendingOptions, 'emails' | 'draw'>,
  count: number,
): SentEvent[] {
  const pick = <T>(choices: readonly T[]) => choices[Math.floor(draw() * choices.length)]!;
  return Array.from({ length: count }, () => ({
    id: `${draw()}-${draw()}`,
    signal: pick(SIGNALS),
    at: new Date(Date.now() - Math.floor(draw() * 86_400_000)).toISOString(),
    email: pick(emails),
  }));
}

/** What the service said of a batch that it took. */
export interface Taken {
  accepted: number;
  rejected: { index: number; reason: string; keptAside: boolean }[];
}

/** Sends one body to `/v1/collect`; resolves to undefined when the service did not take it. */
export async function post(url: string, writeKey: string, body: unknown): Promise<Taken | undefined> {
  const response = await fetch(`${url}/v1/collect`, {
    method: 'POST',
    headers: { authorization: `Bearer ${writeKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const answer = await response.json();
  return response.status === 202 ? (answer as Taken) : undefined;
}

/** Writes down what was acknowledged. `windowOf` says when an event happened, where its own time does not. */
export function note(
  ledger: Ledger,
  events: readonly SentEvent[],
  { rejected }: Taken,
  windowOf: (event: SentEvent) => Window = ({ at }) => [Date.parse(at), Date.parse(at)],
): void {
  const refused = new Set(rejected.map(({ index }) => index));
  ledger.refused += refused.size;
  events.forEach((event, index) => {
    if (!refused.has(index)) ledger.acknowledged.set(digestOf(event.id), windowOf(event));
  });
}

/** Sends one body again and again until the service takes it. */
export async function insist(url: string, writeKey: string, body: unknown): Promise<Taken> {
  for (;;) {
    const taken = await post(url, writeKey, body);
    if (taken) return taken;
    await pause(PAUSE_AFTER_FAILURE_MS);
  }
}
