import { parentPort, workerData } from 'node:worker_threads';
import { startHubspotStandIn } from '../hubspot/index.ts';
import { startSalesforceStandIn } from '../salesforce/index.ts';
import type { StandInThread } from './start-in-thread.ts';

/** The inside of a worker thread that serves one stand-in; the outside is `start-in-thread.ts`. */
const START = { salesforce: startSalesforceStandIn, hubspot: startHubspotStandIn };

const { crm, ...options } = workerData as StandInThread;
const { url, pubsub } = { pubsub: undefined, ...(await START[crm](options)) };
parentPort?.postMessage({ url, pubsub });
