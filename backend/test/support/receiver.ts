import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A message as a receiver got it. */
export interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

/** What a receiver says to a message. */
export interface Answer {
  status: number;
  headers?: Record<string, string>;
}

/** Somebody outside who gets our messages. */
export interface Receiver {
  url: string;
  /** In order, those refused included. */
  received: Received[];
  /** What is answered to the next ones, and when. */
  answer: (message: Received) => Answer | Promise<Answer>;
  close(): Promise<void>;
}

export async function openReceiver(): Promise<Receiver> {
  const receiver = { url: '', received: [] as Received[] } as Receiver;
  receiver.answer = () => ({ status: 204 });
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const message = { headers: request.headers, body: Buffer.concat(parts).toString() };
    receiver.received.push(message);
    const { status, headers = {} } = await receiver.answer(message);
    response.writeHead(status, headers).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  receiver.close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return receiver;
}
