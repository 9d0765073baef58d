import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { AppQuestion, CrmAddresses, WaitingWork } from './app-process.ts';

/** The product as a process that may be killed and started again. */
export interface App {
  /**
   * Resolves when it answers; to the address. Does nothing while it runs.
   * @throws Error saying why it would not start
   */
  start(): Promise<string>;
  /** Its process. */
  pid(): number;
  /** `kill -9`: nothing is tidied up. */
  kill(): Promise<void>;
  /** Lets it end its work. */
  stop(): Promise<void>;
  waiting(): Promise<WaitingWork>;
  /** Makes postponed writes due at once. */
  hurry(): Promise<void>;
  /** Trains a tenant's model; resolves when it serves. */
  train(tenantId: string): Promise<void>;
}

const APP = fileURLToPath(new URL('app-process.ts', import.meta.url));

/** @param env its settings, the same at every start */
export function createApp(env: Readonly<Record<string, string>>, crms: CrmAddresses): App {
  let child: ChildProcess | undefined;
  let url = '';
  const ended = async () => {
    const ending = child;
    child = undefined;
    if (ending && ending.exitCode === null && ending.signalCode === null) await once(ending, 'exit');
  };
  return {
    async start() {
      if (child !== undefined) return url;
      child = spawn(process.execPath, [APP, JSON.stringify(crms)], {
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
        env: { PATH: process.env.PATH, ...env },
      });
      try {
        url = (await answerOf(child, 'ready')) as string;
      } catch (error) {
        await this.kill();
        throw error;
      }
      return url;
    },
    pid: () => child?.pid ?? 0,
    async kill() {
      child?.kill('SIGKILL');
      await ended();
    },
    async stop() {
      if (child !== undefined) await ask(child, 'close');
      await ended();
    },
    waiting: async () => (await ask(child, 'waiting')) as WaitingWork,
    hurry: async () => void (await ask(child, 'hurry')),
    train: async tenantId => void (await ask(child, `train ${tenantId}`)),
  };
}

function ask(child: ChildProcess | undefined, question: AppQuestion): Promise<unknown> {
  if (child === undefined) throw new Error(`the app does not run, so nobody answers "${question}"`);
  const answer = answerOf(child, question);
  child.send(question);
  return answer;
}

/** Fails when the process ends before it answers. */
function answerOf(child: ChildProcess, question: AppQuestion | 'ready'): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const hear = (message: { question: string; answered: unknown }) => {
      const isRefused = message.question === 'refused';
      if (message.question !== question && !isRefused) return;
      child.off('message', hear).off('exit', fail);
      if (isRefused) reject(new Error(message.answered as string));
      else resolve(message.answered);
    };
    const fail = () => reject(new Error(`the app ended before it answered "${question}"`));
    child.on('message', hear).once('exit', fail);
  });
}
