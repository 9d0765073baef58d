import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { SetupError } from '@aix/shared-scoring';
import type { AppProjectUpload } from '../hubspot/index.ts';

export interface ThreadedStandIn {
  url: string;
  /** Salesforce's Pub/Sub API: where it is, and what to trust there. */
  pubsub?: { endpoint: string; certificate: string };
  close(): Promise<void>;
}

/** What the thread is told. */
export interface StandInThread {
  crm: 'salesforce' | 'hubspot';
  directory: string;
  port: number;
  /** HubSpot only: an app project to be uploaded. */
  appProject?: AppProjectUpload;
}

/**
 * Starts a stand-in in a thread of its own, so that its work does not slow down what talks to it.
 * @throws SetupError ERR_PORT_IN_USE
 */
export async function startInThread(
  crm: StandInThread['crm'],
  directory: string,
  port: number,
  more: Pick<StandInThread, 'appProject'> = {},
): Promise<ThreadedStandIn> {
  const workerData: StandInThread = { crm, directory, port, ...more };
  const worker = new Worker(new URL('./stand-in-thread.ts', import.meta.url), { workerData });
  try {
    const [addresses] = (await once(worker, 'message')) as [Pick<ThreadedStandIn, 'url' | 'pubsub'>];
    return { ...addresses, close: async () => void (await worker.terminate()) };
  } catch (cause) {
    if ((cause as { code?: unknown }).code !== 'EADDRINUSE') throw cause;
    const message = `Port ${port}, which the ${crm} stand-in uses, is taken: stop what uses it, or begin again with --fresh and another AIX_PORT`;
    throw new SetupError('ERR_PORT_IN_USE', message, { cause });
  }
}
