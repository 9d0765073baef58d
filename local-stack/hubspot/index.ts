export { type HubspotStandIn, type HubspotStandInOptions, startHubspotStandIn } from './hubspot-stand-in.ts';
export type { RateLimits } from './rate-limits.ts';
