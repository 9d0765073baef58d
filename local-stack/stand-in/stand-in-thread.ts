import { parentPort, workerData } from 'node:worker_threads';
import { startHubspotStandIn } from '../hubspot/index.ts';
import { startSalesforceStandIn } from '../salesforce/index.ts';

/** The inside of a worker thread that serves one stand-in; the outside is `start-in-thread.ts`. */
const START = { salesforce: startSalesforceStandIn, hubspot: startHubspotStandIn };

const { crm, directory, port } = workerData as { crm: keyof typeof START; directory: string; port: number };
const { url, pubsub } = { pubsub: undefined, ...(await START[crm]({ directory, port })) };
parentPort?.postMessage({ url, pubsub });
