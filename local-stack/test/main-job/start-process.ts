import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** What an ended `npm start` left behind. */
export interface Ended {
  status: number | null;
  out: string;
  err: string;
}

/** Settings of one `npm start`; what is not named is absent, whatever the environment of the tests holds. */
export type StartSettings = Readonly<Record<string, string>> & { AIX_DATA_DIR: string };

/** `npm start` as a process of its own, on free ports unless told otherwise. */
export function spawnStart(words: readonly string[], settings: StartSettings): ChildProcess {
  return spawn('node', ['local-stack/start.ts', ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, AIX_PORT: '0', ...settings },
  });
}

/** Runs `npm start` until it ends by itself. */
export function runStart(words: readonly string[], settings: StartSettings): Promise<Ended> {
  return endOf(spawnStart(words, settings));
}

/** Waits for the end of a started process. */
export async function endOf(child: ChildProcess): Promise<Ended> {
  const [out, err, [status]] = await Promise.all([
    text(child.stdout!),
    text(child.stderr!),
    once(child, 'exit'),
  ]);
  return { status, out, err };
}

/** Waits until the process has printed `words` on standard output or ended. What it prints later is still to be read. */
export async function printed(child: ChildProcess, words: string): Promise<string> {
  let seen = '';
  return new Promise((resolve, reject) => {
    const look = (chunk: Buffer) => {
      seen += chunk.toString();
      if (!seen.includes(words)) return;
      child.stdout?.off('data', look);
      resolve(seen);
    };
    child.stdout?.on('data', look);
    child.once('exit', () => reject(new Error(`it ended without "${words}":\n${seen}`)));
  });
}
