import { AsyncLocalStorage } from 'node:async_hooks';
import type { RequestHandler } from 'express';

/** Through which API and which client a change came, as change events name it in `changeOrigin`. */
const origins = new AsyncLocalStorage<string>();

/**
 * Remembers for all that a request does where it came from: every route writes through one store, and none has to hand the
 * origin on. `Sforce-Call-Options: client=…` names the client.
 */
export const noteOrigin: RequestHandler = (request, _response, next) => {
  const version = /\/v?(\d+\.\d)(?:\/|$)/.exec(request.path)?.[1] ?? '';
  const api = /\/Soap\//i.test(request.path) ? 'soap' : request.path.includes('/jobs/') ? 'bulk' : 'rest';
  const client = /client=([^,;]+)/.exec(request.get('sforce-call-options') ?? '')?.[1]?.trim() ?? '';
  origins.run(`com/salesforce/api/${api}/${version};client=${client}`, next);
};

/** The present request's origin; empty for what the org does by itself. */
export function currentOrigin(): string {
  return origins.getStore() ?? '';
}
