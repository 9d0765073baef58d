import { randomUUID } from 'node:crypto';
import grpc from '@grpc/grpc-js';

const PREFIX = 'sfdc.platform.eventbus.grpc';

/** Refusals as the Pub/Sub API words them: gRPC status, and a code of its own in the trailers. */
export const REFUSALS = {
  unauthenticated: [grpc.status.UNAUTHENTICATED, 'service.auth.error', 'Authentication failed'],
  unknownTopic: [grpc.status.NOT_FOUND, 'topic.not.found', 'The topic does not exist'],
  unknownSchema: [grpc.status.NOT_FOUND, 'schema.not.found', 'The schema does not exist'],
  replayIdMissing: [
    grpc.status.INVALID_ARGUMENT,
    'subscription.fetch.replayid.validation.failed',
    'The Replay ID validation failed.',
  ],
  replayIdInvalid: [
    grpc.status.INVALID_ARGUMENT,
    'subscription.fetch.replayid.corrupted',
    'The Replay ID validation failed. Ensure that the replay_id field value in FetchRequest is valid and refers to an event that is within the retention window.',
  ],
  requestedEvents: [
    grpc.status.INVALID_ARGUMENT,
    'subscription.fetch.requested.events.invalid',
    'The requested number of events must be positive.', // assumed wording
  ],
  unavailable: [grpc.status.UNAVAILABLE, 'service.unavailable', 'The service is unavailable'],
} as const satisfies Record<string, readonly [grpc.status, string, string]>;

/** An answer in gRPC's form. The codes of an unknown topic or schema, and most wordings, are assumed. */
export function pubsubError(refusal: keyof typeof REFUSALS): grpc.ServiceError {
  const [code, errorCode, message] = REFUSALS[refusal];
  const rpcId = randomUUID();
  const metadata = new grpc.Metadata();
  metadata.set('error-code', `${PREFIX}.${errorCode}`);
  metadata.set('rpc-id', rpcId);
  const details = `${message} rpcId: ${rpcId}`;
  return Object.assign(new Error(details), { name: 'ServiceError', code, details, metadata });
}
