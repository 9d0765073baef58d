import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A receiver of webhooks that refuses some, and remembers what it was told. */
export interface Receiver {
  url: string;
  /** Of each message of a webhook that came, refused ones included: its id, of what type it is, and the tokens of its crossings. */
  told: { id: string; type: string; tokens: string[] }[];
  /** Whether the next message is refused. */
  refuses: () => boolean;
  close(): Promise<void>;
}

type Message =
  | { type: string; data: { token: string } | { crossings: { token: string }[] } }
  /** For people: it names no crossing. */
  | { text: string };

export async function openReceiver(): Promise<Receiver> {
  const receiver = { url: '', told: [] as Receiver['told'] } as Receiver;
  receiver.refuses = () => false;
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const message = JSON.parse(Buffer.concat(parts).toString()) as Message;
    if ('data' in message) {
      const { type, data } = message;
      const tokens = ('crossings' in data ? data.crossings : [data]).map(({ token }) => token);
      receiver.told.push({ id: String(request.headers['webhook-id']), type, tokens });
    }
    response.writeHead(receiver.refuses() ? 503 : 204).end();
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
