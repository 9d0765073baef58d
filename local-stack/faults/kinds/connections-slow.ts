import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Fault, FaultOrder, Verdict } from '../fault.ts';
import { judgeStage } from '../judge/judge-stage.ts';
import { createSender } from '../world/sender.ts';

const EVENTS_PER_SECOND = 50;
/** The service waits 20 s for a request and looks every 2 s. */
const LASTING_MS = { short: 26_000, long: 60_000 };
const BYTE_EVERY_MS = 1_000;

/** Connections that send a byte a second do not keep others from being served, and are cut off. */
export const connectionsSlow: Fault = {
  name: 'connections-slow',
  about: '500 connections that send a byte a second, half of them in their headers, half in their bodies',
  runs: { short: 500, long: 500 },
  needs: 'any',
  async run({ ground, runs, isShort, draw, report }: FaultOrder): Promise<Verdict> {
    const stage = await ground.openStage();
    const sender = createSender({ ...stage, draw, eventsPerSecond: EVENTS_PER_SECOND });
    const sockets: Socket[] = [];
    try {
      const url = await stage.app.start();
      sender.turnTo(url);
      for (let each = 0; each < runs; each += 1)
        sockets.push(openSlowly(url, stage.writeKey, each % 2 === 0));
      const until = performance.now() + LASTING_MS[isShort ? 'short' : 'long'];
      while (performance.now() < until) {
        await pause(BYTE_EVERY_MS);
        for (const socket of sockets) if (socket.writable) socket.write(' ');
      }
      const open = sockets.filter(({ destroyed }) => !destroyed).length;
      const served = sender.ledger.acknowledged.size;
      report(`${served} events acknowledged meanwhile, ${open} slow connections still open`);
      await sender.finish();
      const verdict = await judgeStage(stage, sender.ledger);
      const problems = [
        ...(served === 0 ? ['nobody else was served meanwhile'] : []),
        ...(open > 0 ? [`${open} slow connections were not cut off`] : []),
      ];
      const findings = [...verdict.findings, ...problems];
      return { runs, ...verdict, wrong: verdict.wrong + problems.length, findings };
    } finally {
      sender.abandon();
      for (const socket of sockets) socket.destroy();
      await stage.close();
    }
  },
};

/** A request whose headers, or whose body, never end. */
function openSlowly(url: string, writeKey: string, inHeaders: boolean): Socket {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  // Being cut off is what we wait for.
  socket.on('error', () => socket.destroy()).on('end', () => socket.destroy());
  socket.resume();
  const head = `POST /v1/collect HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${writeKey}\r\n`;
  socket.write(
    inHeaders ? `${head}X-Slow: ` : `${head}Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n`,
  );
  return socket;
}
