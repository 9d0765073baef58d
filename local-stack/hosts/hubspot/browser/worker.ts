import { createRemoteRoot, type RemoteChannel } from '@remote-ui/core';
import * as RemoteUI from '@remote-ui/react';
import { createEndpoint, type MessageEndpoint, retain } from '@remote-ui/rpc';
import * as React from 'react';
import type { Platform, ShownExtension } from './platform.ts';

/** What the page lends to an extension: the platform, and to hear of properties that changed. */
export interface PageApi extends Platform {
  /** Calls back whenever the record has been read again. */
  onRefresh(callback: () => void): void;
}

/** The inside of the worker in which an extension runs, as HubSpot runs it: without a document. */
export interface ExtensionWorker {
  render(channel: RemoteChannel, shown: ShownExtension, page: PageApi): void;
}

type Render = (api: object) => React.ReactElement;
interface Scope extends MessageEndpoint, Record<string, unknown> {
  importScripts(url: string): void;
}

const scope = globalThis as unknown as Scope;
const logger = { debug: log, info: log, warn: log, error: log };

function log(data: unknown): void {
  // biome-ignore lint/suspicious/noConsole: an extension's log goes where a developer looks for it
  console.info(data);
}

createEndpoint(scope).expose({
  render(channel: RemoteChannel, { script, context, page: place }: ShownExtension, page: PageApi) {
    retain(channel);
    retain(page);
    let render: Render | undefined;
    const actions = new Proxy(
      {},
      { get: (_none, name) => (parameters: unknown) => page.act(String(name), parameters) },
    );
    Object.assign(scope, {
      ...{ React, RemoteUI, logger, __HUBSPOT_EXTENSION_WORKER__: true },
      extend_V2: (callback: Render) => {
        render = callback;
      },
      hsFetch: (url: string, options: Parameters<Platform['fetch']>[1] = {}) => fetchBy(page, url, options),
      hsWorkerAPI: {
        useExtensionContext: () => context,
        useExtensionActions: () => actions,
        useExtensionApi: () => ({ context, actions }),
        useAppPageLocation: () => place,
        ...dataApi(page),
      },
    });
    scope.importScripts(script);
    const root = createRemoteRoot(channel, { strict: false });
    RemoteUI.createRoot(root).render(render!({ context, actions }));
    root.mount();
  },
} satisfies ExtensionWorker);

async function fetchBy(
  page: PageApi,
  url: string,
  { method, body, headers, timeout }: Parameters<Platform['fetch']>[1],
): Promise<Response> {
  const given = {
    ...(method !== undefined && { method }),
    ...(body !== undefined && { body }),
    ...(headers !== undefined && { headers }),
    ...(timeout !== undefined && { timeout }),
  };
  const { status, body: answered } = await page.fetch(url, given);
  return new Response(answered, { status });
}

/** Data of the CRM, in the form in which HubSpot's hooks await it. */
function dataApi(page: PageApi) {
  const answer = async (read: () => Promise<unknown>) => {
    const data = await read().catch((error: Error) => ({ failed: error.message }));
    const failed = (data as { failed?: string }).failed;
    return { json: async () => (failed === undefined ? { data } : { error: failed }) };
  };
  return {
    fetchCrmProperties(names: string[], updated: (properties: Record<string, string | null>) => void) {
      page.onRefresh(() => void page.properties(names).then(updated));
      return answer(() => page.properties(names));
    },
    fetchAssociations: (request: Parameters<Platform['associations']>[0]) =>
      answer(() => page.associations(request)),
    fetchCrmSearch: (request: Parameters<Platform['search']>[0]) => answer(() => page.search(request)),
  };
}
