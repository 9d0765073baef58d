import { fileURLToPath } from 'node:url';
import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';
import selfsigned from 'selfsigned';
import { createPubsubService, type PubsubContext } from './pubsub-service.ts';

/** The Pub/Sub API of one org, over gRPC and TLS. */
export interface Pubsub {
  /** `localhost:<port>` */
  endpoint: string;
  /** PEM: what a client must trust. Made anew at each start. */
  certificate: string;
  close(): void;
}

/** The official definition of the API, as it comes with the platform's client for Node. */
const PROTO = fileURLToPath(
  new URL('../pubsub_api.proto', import.meta.resolve('salesforce-pubsub-api-client')),
);

/** @param port 0 takes any free one. @throws Error when the port is taken */
export async function startPubsub(context: PubsubContext, port: number): Promise<Pubsub> {
  const definition = protoLoader.loadSync(PROTO, { longs: Number, enums: String, defaults: true });
  const service = definition['eventbus.v1.PubSub'] as grpc.ServiceDefinition;
  const { private: key, cert } = await selfsigned.generate([{ name: 'commonName', value: 'localhost' }], {
    keySize: 2048,
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  });
  const server = new grpc.Server();
  server.addService(service, createPubsubService(context));
  const pair = { private_key: Buffer.from(key), cert_chain: Buffer.from(cert) };
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`localhost:${port}`, grpc.ServerCredentials.createSsl(null, [pair]), (error, taken) =>
      error === null ? resolve(taken) : reject(error),
    );
  });
  return { endpoint: `localhost:${bound}`, certificate: cert, close: () => server.forceShutdown() };
}
