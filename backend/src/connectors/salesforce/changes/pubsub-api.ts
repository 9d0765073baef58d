import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';

/** Where the Pub/Sub API is. */
export interface PubsubAddress {
  /** `api.pubsub.salesforce.com:7443` */
  endpoint: string;
  /** PEM, where the endpoint's certificate is none that the system trusts. */
  certificate?: string;
}

export interface FetchRequest {
  topicName: string;
  replayPreset: 'LATEST' | 'CUSTOM';
  replayId?: Buffer;
  numRequested: number;
}

export interface FetchResponse {
  events: { replayId: Buffer; event: { schemaId: string; payload: Buffer } }[];
  latestReplayId: Buffer;
}

export type ChangeStream = grpc.ClientDuplexStream<FetchRequest, FetchResponse>;

/** One connection to the API. Every call carries the token and whose it is. */
export interface PubsubChannel {
  subscribe(access: PubsubAccess): ChangeStream;
  /** @throws grpc.ServiceError */
  getSchema(access: PubsubAccess, schemaId: string): Promise<string>;
  close(): void;
}

export interface PubsubAccess {
  accessToken: string;
  instanceUrl: string;
  organizationId: string;
}

/** Of the official definition (`pubsub_api.proto`, package eventbus.v1) what is used here: names, numbers and types. */
const DEFINITION = {
  SchemaRequest: { schemaId: ['string', 1] },
  SchemaInfo: { schemaJson: ['string', 1], schemaId: ['string', 2] },
  ProducerEvent: { id: ['string', 1], schemaId: ['string', 2], payload: ['bytes', 3] },
  ConsumerEvent: { event: ['ProducerEvent', 1], replayId: ['bytes', 2] },
  FetchRequest: {
    ...{ topicName: ['string', 1], replayPreset: ['ReplayPreset', 2] },
    ...{ replayId: ['bytes', 3], numRequested: ['int32', 4] },
  },
  FetchResponse: { events: ['ConsumerEvent', 1], latestReplayId: ['bytes', 2] },
} as const;

const GET_SCHEMA_TIMEOUT_MS = 30_000;
/** A connection that died without a word is noticed by these; servers of gRPC take pings amiss that come within five minutes. */
const KEEP_ALIVE = { 'grpc.keepalive_time_ms': 330_000, 'grpc.keepalive_timeout_ms': 20_000 };

/** Connects when the first call is made. */
export function openPubsubChannel({ endpoint, certificate }: PubsubAddress): PubsubChannel {
  const credentials = grpc.credentials.createSsl(certificate === undefined ? null : Buffer.from(certificate));
  const client = new grpc.Client(endpoint, credentials, KEEP_ALIVE);
  const { GetSchema: schema, Subscribe: subscribe } = service();
  return {
    subscribe: access =>
      client.makeBidiStreamRequest<FetchRequest, FetchResponse>(
        subscribe.path,
        subscribe.requestSerialize,
        subscribe.responseDeserialize as (bytes: Buffer) => FetchResponse,
        metadataOf(access),
      ),
    getSchema: (access, schemaId) =>
      new Promise((resolve, reject) => {
        client.makeUnaryRequest<{ schemaId: string }, { schemaJson: string }>(
          schema.path,
          schema.requestSerialize,
          schema.responseDeserialize as (bytes: Buffer) => { schemaJson: string },
          { schemaId },
          metadataOf(access),
          { deadline: Date.now() + GET_SCHEMA_TIMEOUT_MS },
          (error, answer) => (error === null ? resolve(answer!.schemaJson) : reject(error)),
        );
      }),
    close: () => client.close(),
  };
}

type Methods = Record<'GetSchema' | 'Subscribe', protoLoader.MethodDefinition<object, object>>;

function service(): Methods {
  const messages = Object.entries(DEFINITION).map(([name, fields]) => {
    const defined = Object.entries(fields).map(([field, [type, id]]) => [
      field,
      { type, id, ...(field === 'events' && { rule: 'repeated' }) },
    ]);
    return [name, { fields: Object.fromEntries(defined) }];
  });
  const stream = { requestStream: true, responseStream: true };
  const methods = {
    GetSchema: { requestType: 'SchemaRequest', responseType: 'SchemaInfo' },
    Subscribe: { requestType: 'FetchRequest', responseType: 'FetchResponse', ...stream },
  };
  const nested = {
    ...Object.fromEntries(messages),
    ReplayPreset: { values: { LATEST: 0, EARLIEST: 1, CUSTOM: 2 } },
    PubSub: { methods },
  };
  const options = { enums: String, defaults: true };
  const loaded = protoLoader.fromJSON({ nested: { eventbus: { nested: { v1: { nested } } } } }, options);
  return loaded['eventbus.v1.PubSub'] as unknown as Methods;
}

function metadataOf({ accessToken, instanceUrl, organizationId }: PubsubAccess): grpc.Metadata {
  const metadata = new grpc.Metadata();
  metadata.set('accesstoken', accessToken);
  metadata.set('instanceurl', instanceUrl);
  metadata.set('tenantid', organizationId);
  return metadata;
}
