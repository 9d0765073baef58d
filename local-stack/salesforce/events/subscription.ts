import { randomUUID } from 'node:crypto';
import type grpc from '@grpc/grpc-js';
import type { SObjectType } from '../schema/sobject-field.ts';
import type { EventBus } from './event-bus.ts';
import { pubsubError } from './pubsub-error.ts';

export interface FetchRequest {
  topicName: string;
  replayPreset: 'LATEST' | 'EARLIEST' | 'CUSTOM';
  replayId: Buffer;
  numRequested: number;
}

export interface FetchResponse {
  events: { replayId: Buffer; event: { id: string; schemaId: string; payload: Buffer } }[];
  latestReplayId: Buffer;
  rpcId: string;
  pendingNumRequested: number;
}

interface SubscriptionOptions {
  bus: EventBus;
  /** @throws gRPC NOT_FOUND */
  topic(name: string): SObjectType;
  /** Whether the token that opened the stream still works. */
  isStillKnown(): boolean;
  keepAliveMs: number;
}

/** Most events that a client may have asked for and not yet got. */
const MOST_PENDING = 100;

/**
 * Serves one `Subscribe` stream: as many events as the client has asked for and no more, in the order of the bus; a sign of
 * life with the latest replay id while nothing happens.
 */
export function subscribe(
  stream: grpc.ServerDuplexStream<FetchRequest, FetchResponse>,
  { bus, topic, isStillKnown, keepAliveMs }: SubscriptionOptions,
): void {
  let object: SObjectType | undefined;
  let position = 0n;
  let pending = 0;
  const answer = (events: FetchResponse['events'], latest: bigint) =>
    stream.write({
      events,
      latestReplayId: encodeReplayId(latest),
      rpcId: randomUUID(),
      pendingNumRequested: pending,
    });
  const deliver = () => {
    if (object === undefined || pending === 0) return;
    if (!isStillKnown()) return refuse('unauthenticated');
    const next = bus.after(object, position, pending);
    if (next.length === 0) return;
    position = next.at(-1)?.replayId ?? position;
    pending -= next.length;
    answer(
      next.map(({ event, replayId }) => ({ event, replayId: encodeReplayId(replayId) })),
      position,
    );
  };
  const forget = bus.onChange(change => {
    if (change === 'published') deliver();
    else refuse(change === 'broken' ? 'unavailable' : 'unauthenticated');
  });
  const keepAlive = setInterval(() => {
    if (object === undefined || pending === 0) return;
    position = bus.latest(object);
    answer([], position);
  }, keepAliveMs);
  const stop = () => {
    clearInterval(keepAlive);
    forget();
  };
  function refuse(refusal: Parameters<typeof pubsubError>[0]): void {
    stop();
    stream.emit('error', pubsubError(refusal));
  }

  stream.on('data', (request: FetchRequest) => {
    try {
      if (request.numRequested < 1 || pending + request.numRequested > MOST_PENDING)
        throw pubsubError('requestedEvents');
      if (object === undefined) {
        object = topic(request.topicName);
        position = startOf(bus, object, request);
      }
      pending += request.numRequested;
      deliver();
    } catch (error) {
      stop();
      stream.emit('error', error);
    }
  });
  stream.on('end', () => {
    stop();
    stream.end();
  });
  stream.on('cancelled', stop);
}

/** The place after which a subscription begins. @throws gRPC INVALID_ARGUMENT */
function startOf(bus: EventBus, object: SObjectType, { replayPreset, replayId }: FetchRequest): bigint {
  if (replayPreset === 'LATEST') return bus.latest(object);
  if (replayPreset === 'EARLIEST') return 0n;
  if (replayId.length === 0) throw pubsubError('replayIdMissing');
  const place = replayId.length === 8 ? replayId.readBigUInt64BE() : -1n;
  if (!bus.knows(object, place)) throw pubsubError('replayIdInvalid');
  return place;
}

/** Eight bytes, whose meaning is nobody's business. */
function encodeReplayId(replayId: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(replayId);
  return bytes;
}
