import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { hideDriver } from '../../../local-stack/test/hosts/open-browser.ts';
import { createWriteKey } from '../../src/use-cases/engagement/write-keys.ts';
import type { CollectingService, CollectingTenant } from '../http/collect-fixture.ts';
import { eventually } from '../support/eventually.ts';

/** A customer's site on this machine: any path answers the same page, with the tag and what a test puts beside it. */
export interface CustomerSite {
  origin: string;
  close(): Promise<void>;
}

/** A visitor of the site, in a browser of their own, and what the service has of them. */
export interface Visit {
  tenant: CollectingTenant;
  context: BrowserContext;
  page: Page;
  /** Addresses of requests to the service, the script's own left out. */
  requests: string[];
  open(path: string, page?: Page): Promise<void>;
  /** Says something to the tracker. */
  say(...command: unknown[]): Promise<void>;
  events(): Promise<StoredEvent[]>;
  /** Waits until the service has this many events. */
  until(count: number): Promise<StoredEvent[]>;
}

export interface StoredEvent {
  signal: string;
  at: Date;
  subject: string;
  lead_id: string | null;
  properties: Record<string, string | number | null>;
}

export interface VisitOptions {
  /** `data-consent` and other attributes of the tag. */
  attributes?: string;
  /** In the page before the tag. */
  head?: string;
  body?: string;
  /** Runs before any script of the page. */
  before?: () => void;
  /** Whether the browser says that a program drives it. */
  isAutomated?: boolean;
}

export async function serveSite(pageOf: () => string): Promise<CustomerSite> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end(pageOf());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

/** The tag as a customer pastes it. */
const tagOf = (serviceUrl: string, key: string, attributes: string) =>
  `<script>window.aix = window.aix || function () { (aix.q = aix.q || []).push(arguments) }</script>
<script async src="${serviceUrl}/v1/tracker.js" data-key="${key}" ${attributes}></script>`;

/** Makes a tenant whose key may be used on the site, and a browser for one visitor. */
export async function startVisit(
  { service, addTenant }: CollectingService,
  browser: Browser,
  site: { origin: string; show(html: string): void },
  options: VisitOptions = {},
): Promise<Visit> {
  const tenant = await addTenant();
  const { key } = await createWriteKey(service.context, tenant.tenantId, {
    ...{ kind: 'public', name: 'site', allowedOrigins: [site.origin] },
  });
  const { attributes = '', head = '', body = '', isAutomated = false } = options;
  site.show(`<!doctype html><title>A customer’s site</title><link rel="icon" href="data:,">${head}
${tagOf(service.url, key, attributes)}<body>${body}`);
  const context = await browser.newContext();
  if (!isAutomated) await hideDriver(context);
  if (options.before) await context.addInitScript(options.before);
  const requests: string[] = [];
  context.on('request', request => {
    const { origin, pathname } = new URL(request.url());
    if (origin === new URL(service.url).origin && pathname !== '/v1/tracker.js') requests.push(pathname);
  });
  const page = await context.newPage();
  const events = () =>
    tenant.inTenant(sql =>
      sql.query<StoredEvent>(
        'select signal, at, subject, lead_id, properties from events where tenant_id = $1 order by at, signal',
        [tenant.tenantId],
      ),
    );
  return {
    ...{ tenant, context, page, requests, events },
    async open(path, shown = page) {
      // The load event waits for the script.
      await shown.goto(site.origin + path, { waitUntil: 'load' });
    },
    say: (...command) =>
      page.evaluate(
        words => (globalThis as unknown as { aix(...all: unknown[]): void }).aix(...words),
        command,
      ),
    async until(count) {
      await eventually(async () => (await events()).length >= count);
      return events();
    },
  };
}
