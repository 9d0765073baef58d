export { type HubspotStandIn, startHubspotStandIn } from './hubspot-stand-in.ts';
export type { RateLimits } from './rate-limits.ts';
export type { AppProjectUpload, HubspotStandInOptions } from './stand-in-options.ts';
