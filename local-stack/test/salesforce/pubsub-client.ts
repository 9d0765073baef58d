import { setTimeout as pause } from 'node:timers/promises';
import PubSubApiClient, { type SubscribeCallback } from 'salesforce-pubsub-api-client';
import type { SalesforceStandIn } from '../../salesforce/index.ts';
import type { TemporaryOrg } from './temporary-org.ts';

/** What the platform's own client makes of one event. */
export interface ReceivedEvent {
  replayId: number;
  payload: Record<string, unknown> & { ChangeEventHeader: Record<string, unknown> };
}

/** One subscription through the platform's own client. */
export interface Subscriber {
  /** The events so far. */
  events: ReceivedEvent[];
  /** The first refusal: its gRPC status, and the platform's own code. */
  refusal(): Promise<{ code: number; errorCode: string }>;
  /** Resolves to the events once there are that many. */
  received(count: number): Promise<ReceivedEvent[]>;
  /** The latest replay id of the signs of life so far. */
  signsOfLife: number[];
  /** Asks for that many more. */
  request(count: number): void;
  /** Once the server has ended the stream: earlier, a later error of it would end the process (seen with 5.5.2). */
  close(): Promise<void>;
}

const TOPIC = '/data/LeadChangeEvent';
const PATIENCE_MS = 10_000;
const SILENT = { debug: ignore, info: ignore, warn: ignore, error: ignore };

export async function subscribeAsClient(
  standIn: SalesforceStandIn,
  org: TemporaryOrg,
  options: { accessToken: string; topic?: string; from?: number | 'earliest'; count?: number },
): Promise<Subscriber> {
  const client = new PubSubApiClient(
    {
      authType: 'user-supplied',
      accessToken: options.accessToken,
      // The client insists on https; the stand-in only compares that there is an address.
      instanceUrl: standIn.url.replace('http:', 'https:'),
      organizationId: org.organizationId,
      pubSubEndpoint: standIn.pubsub.endpoint,
      rejectUnauthorizedSsl: false,
    },
    SILENT,
  );
  await client.connect();
  const { topic = TOPIC, from, count = 100 } = options;
  const events: ReceivedEvent[] = [];
  const signsOfLife: number[] = [];
  const refusals: { code: number; metadata: { get(key: string): unknown[] } }[] = [];
  const take: SubscribeCallback = (info, kind, data) => {
    if (kind === 'event') events.push(data);
    if (kind === 'grpcKeepAlive') signsOfLife.push(info.lastReplayId);
    if (kind === 'error') refusals.push(data);
  };
  if (from === 'earliest') client.subscribeFromEarliestEvent(topic, take, count);
  else if (from !== undefined) client.subscribeFromReplayId(topic, take, count, from);
  else client.subscribe(topic, take, count);
  return {
    events,
    signsOfLife,
    async refusal() {
      await until(() => refusals.length > 0, 'a refusal');
      const { code, metadata } = refusals[0]!;
      return { code, errorCode: String(metadata.get('error-code')[0]) };
    },
    async received(wanted) {
      await until(() => events.length >= wanted, `${wanted} events`);
      return events;
    },
    request: more => client.requestAdditionalEvents(topic, more),
    async close() {
      await until(() => refusals.length > 0, 'end of the stream');
      client.close();
    },
  };
}

async function until(isTrue: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!isTrue()) {
    if (performance.now() > deadline) throw new Error(`no ${what} within ${PATIENCE_MS} ms`);
    await pause(5);
  }
}

function ignore(): undefined {
  return undefined;
}
