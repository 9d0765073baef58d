export { appScripts } from './app-scripts.ts';
export { createPortalSession, type PortalSession, type PortalUser } from './portal/portal-session.ts';
export { type HubspotHost, type HubspotHostOptions, startHubspotHost } from './start-hubspot-host.ts';
