import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What was asked of it. */
export interface Asked {
  /** `POST /v1/…` */
  what: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** An answer: JSON with 200, or whatever else. */
export type Answer = object | { status: number; type: string; text: string };

/** Something on this machine that answers as it was told, for answers that the real service seldom gives. */
export interface LoopbackService {
  url: string;
  asked: Asked[];
  close(): Promise<void>;
}

/** @param answers by `METHOD /path`; anything else is a 404 as the service says it */
export async function answerOnLoopback(answers: Readonly<Record<string, Answer>>): Promise<LoopbackService> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const what = `${request.method} ${request.url}`;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    asked.push({ what, headers: request.headers, body: Buffer.concat(chunks).toString() });
    const { status, type, text } = textOf(answers[what] ?? problemAnswer(404, 'ERR_NOT_FOUND', `No ${what}`));
    response.writeHead(status, { 'content-type': type, location: '/elsewhere' }).end(text);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async close() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

function textOf(answer: Answer): { status: number; type: string; text: string } {
  if ('text' in answer && 'type' in answer && 'status' in answer) return answer;
  return { status: 200, type: 'application/json', text: JSON.stringify(answer) };
}

/** A refusal as the service words it. */
export function problemAnswer(status: number, code: string, detail: string): Answer {
  return { status, type: 'application/problem+json', text: JSON.stringify({ status, code, detail }) };
}
