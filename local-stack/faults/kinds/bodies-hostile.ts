import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import type { Fault, FaultOrder, Verdict } from '../fault.ts';
import { judgeStage } from '../judge/judge-stage.ts';
import { residentMb } from '../world/memory.ts';
import { createSender } from '../world/sender.ts';

const EVENTS_PER_SECOND = 50;
const MB = 1_048_576;
/** What the app may hold more afterwards than before; one bomb alone would be 100. */
const MOST_GROWTH_MB = 300;
const TIMEOUT_MS = 30_000;

interface HostileBody {
  name: string;
  body: Buffer;
  headers: Record<string, string>;
  /** The answers that are right; 0 is a connection cut by the service while we still send. */
  right: readonly number[];
}

const BODIES: readonly HostileBody[] = [
  plain('10 MB', Buffer.alloc(10 * MB, '['), [413, 0]),
  plain('10 MB without a length', Buffer.alloc(10 * MB, ' '), [413, 0], { 'transfer-encoding': 'chunked' }),
  plain('lists in lists', Buffer.from('['.repeat(MB / 2) + ']'.repeat(MB / 2)), [400]),
  plain('objects in objects', Buffer.from(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`), [400]),
  plain('deep properties', Buffer.from(deepProperties(20_000)), [202]),
  plain('cut off', Buffer.from('{"events":[{"id":"1"'), [400]),
  plain('bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0x28]), [400]),
  plain('a list too long', Buffer.from(JSON.stringify({ events: Array(100_000).fill(0) })), [413]),
  packed('100 MB in gzip', gzipSync(Buffer.alloc(100 * MB)), [413]),
  packed('gzip in gzip', gzipSync(gzipSync(Buffer.from('{}'))), [400]),
  packed('gzip that is none', Buffer.from('{"events":[]}'), [400]),
  packed('gzip cut off', gzipSync(Buffer.alloc(MB)).subarray(0, 100), [400]),
  plain('an unknown encoding', Buffer.from('{}'), [415], { 'content-encoding': 'zip' }),
];

function plain(
  name: string,
  body: Buffer,
  right: readonly number[],
  headers: Record<string, string> = {},
): HostileBody {
  const length = headers['transfer-encoding'] ? {} : { 'content-length': String(body.length) };
  return { name, body, right, headers: { 'content-type': 'application/json', ...length, ...headers } };
}

function packed(name: string, body: Buffer, right: readonly number[]): HostileBody {
  return plain(name, body, right, { 'content-encoding': 'gzip' });
}

function deepProperties(depth: number): string {
  return `{"events":[{"id":"1","signal":"page_view","properties":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}]}`;
}

/** Bodies made to exhaust memory or time are refused with the right answer, while good senders go on. */
export const bodiesHostile: Fault = {
  name: 'bodies-hostile',
  about: '10 MB bodies, deep JSON, gzip bombs and torn requests',
  runs: { short: 52, long: 1_000 },
  needs: 'any',
  async run({ ground, runs, draw }: FaultOrder): Promise<Verdict> {
    const stage = await ground.openStage();
    const sender = createSender({ ...stage, draw, eventsPerSecond: EVENTS_PER_SECOND });
    const problems: string[] = [];
    try {
      const url = await stage.app.start();
      sender.turnTo(url);
      await sender.nextAcknowledged();
      const before = residentMb(stage.app.pid());
      for (let each = 0; each < runs; each += 1) {
        const hostile = BODIES[each % BODIES.length]!;
        const status = await send(url, stage.writeKey, hostile);
        if (!hostile.right.includes(status)) problems.push(`${hostile.name} was answered with ${status}`);
      }
      const after = residentMb(stage.app.pid());
      const grown = before === null || after === null ? 0 : after - before;
      if (grown > MOST_GROWTH_MB) problems.push(`the app holds ${grown.toFixed(0)} MB more than before`);
      await sender.finish();
      const verdict = await judgeStage(stage, sender.ledger);
      const findings = [...verdict.findings, ...new Set(problems)];
      return { runs, ...verdict, wrong: verdict.wrong + problems.length, findings };
    } finally {
      sender.abandon();
      await stage.close();
    }
  },
};

/** The status of the answer, 0 when the connection was cut. */
function send(url: string, writeKey: string, { body, headers }: HostileBody): Promise<number> {
  return new Promise(resolve => {
    const sending = request(`${url}/v1/collect`, {
      method: 'POST',
      headers: { ...headers, authorization: `Bearer ${writeKey}` },
      timeout: TIMEOUT_MS,
    });
    sending.on('response', async response => {
      await text(response).catch(() => undefined);
      sending.destroy();
      resolve(response.statusCode!);
    });
    sending.on('timeout', () => sending.destroy());
    sending.on('error', () => resolve(0));
    sending.end(body);
  });
}
