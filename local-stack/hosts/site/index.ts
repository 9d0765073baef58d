export type { ReplayProgress, ServiceState, ShownFields } from './browser/live.ts';
export type { SiteHost, SiteHostOptions, SiteVisitor, VisitorRecord } from './site-host.ts';
export { startSiteHost } from './start-site-host.ts';
