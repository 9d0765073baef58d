import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** Stands between pages and the service, and tells when the service has answered what a page told it. */
export interface Relay {
  url: string;
  /** Resolves once the next answer to a batch has left for the page. */
  nextAnswer(): Promise<void>;
  close(): Promise<void>;
}

const COLLECT = '/v1/collect';
/** Belong to one connection, or no longer fit a body that was read. */
const OWN_HEADERS = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-encoding',
  'content-length',
]);

/** Passes all on as it is. */
export async function openRelay(serviceUrl: string): Promise<Relay> {
  let answered = Promise.withResolvers<void>();
  const server = createServer(async (request, response) => {
    const answer = await passOn(serviceUrl, request);
    for (const [name, value] of answer.headers) if (!OWN_HEADERS.has(name)) response.setHeader(name, value);
    response.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer()));
    if (!request.url!.startsWith(COLLECT)) return;
    answered.resolve();
    answered = Promise.withResolvers();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    nextAnswer: () => answered.promise,
    async close() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

async function passOn(serviceUrl: string, request: IncomingMessage): Promise<Response> {
  const { method = 'GET', url = '/', headers } = request;
  const names = ['origin', 'content-type', 'user-agent'].filter(name => headers[name] !== undefined);
  return fetch(serviceUrl + url, {
    method,
    headers: Object.fromEntries(names.map(name => [name, headers[name] as string])),
    body: method === 'POST' ? new Uint8Array(await buffer(request)) : null,
  });
}
