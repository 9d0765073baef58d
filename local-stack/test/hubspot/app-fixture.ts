import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { APP } from './portal-fixture.ts';

/** Where the app under test says that it lives. */
export const APP_ORIGIN = 'https://api.app.example';

export interface AppProjectSeed {
  requiredScopes?: string[];
  optionalScopes?: string[];
  fetch?: string[];
  subscriptions?: object[];
  hubEvents?: object[];
  actions?: { uid: string; outputFields?: string[] }[];
}

/** Writes an app project's directory under the system's temporary one and returns its path. */
export function writeAppProject(seed: AppProjectSeed = {}): string {
  const directory = mkdtempSync(join(tmpdir(), 'hubspot-app-'));
  const app = join(directory, 'src', 'app');
  for (const folder of ['webhooks', 'workflow-actions']) mkdirSync(join(app, folder), { recursive: true });
  const write = (path: string, content: object) => writeFileSync(join(app, path), JSON.stringify(content));
  writeFileSync(
    join(directory, 'hsproject.json'),
    JSON.stringify({ name: 'app', srcDir: 'src', platformVersion: '2026.03' }),
  );
  write('app-hsmeta.json', {
    uid: 'app',
    type: 'app',
    config: {
      name: APP.name,
      auth: {
        ...{ type: 'oauth', redirectUrls: [], optionalScopes: seed.optionalScopes ?? [] },
        requiredScopes: seed.requiredScopes ?? APP.requiredScopes,
      },
      permittedUrls: { fetch: seed.fetch ?? [APP_ORIGIN] },
    },
  });
  write('webhooks/webhooks-hsmeta.json', {
    uid: 'webhooks',
    type: 'webhooks',
    config: {
      settings: { targetUrl: `${APP_ORIGIN}/webhooks`, maxConcurrentRequests: 10 },
      subscriptions: { crmObjects: seed.subscriptions ?? [], hubEvents: seed.hubEvents ?? [] },
    },
  });
  for (const { uid, outputFields = [] } of seed.actions ?? [])
    write(`workflow-actions/${uid}-hsmeta.json`, {
      uid,
      type: 'workflow-action',
      config: {
        actionUrl: `${APP_ORIGIN}/actions/${uid}`,
        isPublished: true,
        objectTypes: ['CONTACT'],
        objectRequestOptions: { properties: ['email'] },
        outputFields: outputFields.map(name => ({ typeDefinition: { name, type: 'string' } })),
      },
    });
  return directory;
}

/** A request that the app's server got. */
export interface ReceivedRequest {
  method: string;
  /** Path and query as they came. */
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface AppServer {
  url: string;
  requests: ReceivedRequest[];
  /** What it answers from now on; `hang` never does. */
  answer: (request: ReceivedRequest) => AppAnswer | 'hang' | Promise<AppAnswer>;
  close(): Promise<void>;
}

export interface AppAnswer {
  status: number;
  body?: string | object;
  headers?: Record<string, string>;
}

/** The server of the app under test: keeps what it gets. */
export async function serveApp(): Promise<AppServer> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url: path = '', headers } = request;
    const received = { method, path, headers, body: Buffer.concat(chunks).toString() };
    app.requests.push(received);
    const answer = await app.answer(received);
    if (answer === 'hang') return;
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? {}));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const app: AppServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    answer: () => ({ status: 200 }),
    async close() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
  return app;
}

/** Removes what `writeAppProject` wrote. */
export function removeAppProject(directory: string): void {
  rmSync(directory, { recursive: true });
}
