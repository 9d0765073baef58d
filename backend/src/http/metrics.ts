import type { NextFunction, Request, Response } from 'express';
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { TokenRefusal } from '../security/org-tokens.ts';
import type { FilterReason } from '../store/own-traffic.ts';
import type { PortalRefusal } from '../use-cases/portals/authenticate-portal.ts';
import type { EventFate } from './hubspot/webhook-router.ts';

/** Prometheus metrics of this process. No tenant and no person stands in a label. */
export interface Metrics {
  registry: Registry;
  /** Middleware that measures every request by route, method and status. */
  measure(request: Request, response: Response, next: NextFunction): void;
  /** Counts a call that was not signed as a connected org signs it. */
  countRefusal(reason: TokenRefusal): void;
  /** Counts a call that HubSpot did not sign for a connected portal. */
  countPortalRefusal(reason: PortalRefusal): void;
  /** Counts what HubSpot told of changes. */
  countEvents(fate: EventFate, count: number): void;
  /** Counts events of pages that were left out. */
  countFiltered(reason: FilterReason, events: number): void;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'aix_http_request_seconds',
    help: 'Time to answer a request',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers: [registry],
  });
  const refusals = new Counter({
    name: 'aix_org_calls_refused_total',
    help: 'Calls whose signature, claims or org were not right',
    labelNames: ['reason'],
    registers: [registry],
  });
  const portalRefusals = new Counter({
    name: 'aix_portal_calls_refused_total',
    help: 'Calls that HubSpot did not sign, or signed for a portal that is not connected',
    labelNames: ['reason'],
    registers: [registry],
  });
  const toldEvents = new Counter({
    name: 'aix_hubspot_events_total',
    help: 'Events that HubSpot’s webhooks told, by what became of them',
    labelNames: ['fate'],
    registers: [registry],
  });
  const filtered = new Counter({
    name: 'aix_events_filtered_total',
    help: 'Events that were left out, by why: bots, automated browsers, the tenants’ own networks and people',
    labelNames: ['reason'],
    registers: [registry],
  });
  return {
    registry,
    countFiltered: (reason, events) => filtered.inc({ reason }, events),
    countEvents: (fate, count) => toldEvents.inc({ fate }, count),
    countPortalRefusal: reason => portalRefusals.inc({ reason }),
    countRefusal: reason => refusals.inc({ reason }),
    measure(request, response, next) {
      const stop = requests.startTimer({ method: request.method });
      response.on('finish', () => {
        const route: string = request.route?.path ?? 'other';
        stop({ route, status: response.statusCode });
      });
      next();
    },
  };
}
