import { createRemoteReceiver } from '@remote-ui/core';
import { createController, RemoteRenderer } from '@remote-ui/react/host';
import { createEndpoint, fromWebWorker, retain } from '@remote-ui/rpc';
import { type ComponentType, useEffect, useMemo } from 'react';
import { createRoot } from 'react-dom/client';
import { COMPONENTS } from './components/index.ts';
import { Unknown } from './components/unknown.tsx';
import type { Platform, ShownExtension } from './platform.ts';
import type { ExtensionWorker, PageApi } from './worker.ts';

const { platform } = globalThis as unknown as { platform: Platform };

/** Where the script of the workers is. */
const WORKER = '/assets/worker.js';

const known = createController(COMPONENTS as Record<string, ComponentType>);
/** A component that is not mapped is shown as such, where remote-ui would show nothing at all. */
const controller = {
  ...known,
  get: (name: string) => (name in COMPONENTS ? known.get(name) : Unknown(name)),
};

/** An extension in a worker of its own; what it renders comes here as a tree, and is shown by our components. */
function Extension({ shown }: { shown: ShownExtension }) {
  const receiver = useMemo(createRemoteReceiver, []);
  useEffect(() => {
    const worker = new Worker(WORKER);
    const endpoint = createEndpoint<ExtensionWorker>(fromWebWorker(worker));
    endpoint.call.render(receiver.receive, shown, pageApi());
    return () => worker.terminate();
  }, [receiver, shown]);
  return <RemoteRenderer receiver={receiver} controller={controller} />;
}

function pageApi(): PageApi {
  return {
    fetch: (url, options) => platform.fetch(url, options),
    properties: names => platform.properties(names),
    associations: request => platform.associations(request),
    search: request => platform.search(request),
    act: (name, parameters) => platform.act(name, parameters),
    onRefresh(callback) {
      // It is called long after this call has ended.
      retain(callback);
      document.addEventListener('records-read', () => callback());
    },
  };
}

for (const place of document.querySelectorAll<HTMLElement>('[data-extension]')) {
  const shown = JSON.parse(place.dataset.extension ?? '{}') as ShownExtension;
  createRoot(place).render(<Extension shown={shown} />);
}
