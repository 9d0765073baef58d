import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPortalApp } from './create-portal-app.ts';
import { openPortal } from './portal/portal.ts';
import type { HubspotStandInOptions } from './stand-in-options.ts';
import type { WebhookSender } from './webhooks/webhook-sender.ts';
import type { WorkflowEngine } from './workflows/workflow-engine.ts';

export interface HubspotStandIn {
  /** Where both of the platform's hosts, its API and its consent page, are found. */
  url: string;
  /** What is sent to the uploaded app; `undefined` without one. */
  webhooks: WebhookSender | undefined;
  workflows: WorkflowEngine;
  close(): Promise<void>;
}

/** Serves one portal on 127.0.0.1 until it is closed. */
export async function startHubspotStandIn(options: HubspotStandInOptions): Promise<HubspotStandIn> {
  const portal = openPortal(options.directory);
  const { app, webhooks, workflows } = createPortalApp(portal, options);
  const server = createServer(app);
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    webhooks,
    workflows,
    async close() {
      webhooks?.close();
      workflows.close();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      portal.close();
    },
  };
}
