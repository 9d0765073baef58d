import { randomUUID } from 'node:crypto';
import type grpc from '@grpc/grpc-js';
import type { AccessTokens } from '../auth/access-tokens.ts';
import type { Org } from '../org.ts';
import { toLongId } from '../record-id.ts';
import type { SObjectType } from '../schema/sobject-field.ts';
import type { EventBus } from './event-bus.ts';
import { pubsubError } from './pubsub-error.ts';
import { type FetchRequest, type FetchResponse, subscribe } from './subscription.ts';

export interface PubsubContext {
  org: Org;
  bus: EventBus;
  accessTokens: AccessTokens;
  /** Within how many milliseconds a silent subscription gets a sign of life; the platform says 270 seconds. */
  keepAliveMs: number;
}

type Unary<Request, Answer> = (
  call: grpc.ServerUnaryCall<Request, Answer>,
  done: grpc.sendUnaryData<Answer>,
) => void;

/** `GetTopic`, `GetSchema` and `Subscribe`. Nothing can be published here, nor subscriptions managed. */
export function createPubsubService(context: PubsubContext): grpc.UntypedServiceImplementation {
  const { bus } = context;
  const answered =
    <Request, Answer>(answer: (request: Request) => Answer): Unary<Request, Answer> =>
    (call, done) => {
      try {
        authenticate(context, call.metadata);
        done(null, answer(call.request));
      } catch (error) {
        done(error as grpc.ServiceError);
      }
    };
  return {
    GetTopic: answered(({ topicName }: { topicName: string }) => ({
      topicName,
      tenantGuid: `core/local/${context.org.settings.organizationId}`,
      canPublish: false,
      canSubscribe: true,
      schemaId: bus.schemaOf(objectOf(context, topicName)).id,
      rpcId: randomUUID(),
    })),
    GetSchema: answered(({ schemaId }: { schemaId: string }) => {
      const schema = bus.schemaWithId(schemaId);
      if (schema === undefined) throw pubsubError('unknownSchema');
      return { schemaJson: schema.json, schemaId, rpcId: randomUUID() };
    }),
    Subscribe(stream: grpc.ServerDuplexStream<FetchRequest, FetchResponse>) {
      const isStillKnown = () => {
        try {
          authenticate(context, stream.metadata);
          return true;
        } catch {
          return false;
        }
      };
      const topic = (topicName: string) => objectOf(context, topicName);
      subscribe(stream, { bus, topic, isStillKnown, keepAliveMs: context.keepAliveMs });
    },
  };
}

/** Every call carries the token, the org's id and its address. @throws gRPC UNAUTHENTICATED */
function authenticate({ org, accessTokens }: PubsubContext, metadata: grpc.Metadata): void {
  const [token, tenant, instance] = ['accesstoken', 'tenantid', 'instanceurl'].map(key =>
    String(metadata.get(key)[0] ?? ''),
  );
  const isOwn = tenant !== '' && toLongId(String(tenant)) === org.settings.organizationId;
  if (!isOwn || instance === '' || accessTokens.verify(String(token)) === undefined)
    throw pubsubError('unauthenticated');
}

/**
 * `/data/LeadChangeEvent` → Lead. An object that the org has not selected has its topic, too, on which nothing ever comes
 * (assumed).
 */
function objectOf({ org }: PubsubContext, topicName: string): SObjectType {
  const name = /^\/data\/(\w+)ChangeEvent$/.exec(topicName)?.[1];
  const object = org.schema.get(name?.toLowerCase() ?? '');
  if (object?.updateable !== true) throw pubsubError('unknownTopic');
  return object;
}
