import type { RateLimits } from './rate-limits.ts';

/** What a stand-in is to serve, and how it differs from the platform. */
export interface HubspotStandInOptions {
  /** The portal's directory: `portal.json`, `properties/`, `records/`, and the journal that it grows. */
  directory: string;
  /** 0 is any free port. */
  port?: number;
  limits?: Partial<RateLimits>;
  /** How long an access token lasts; the platform's own is 1800. */
  accessTokenSeconds?: number;
  /** How long an authorization code lasts (assumed: the platform says only that it is short). */
  codeSeconds?: number;
  /** How long a change stays hidden from the search; 0 unless asked for. */
  searchLagMs?: number;
  /** An app project to be uploaded: it becomes the components of the portal's first app. */
  appProject?: AppProjectUpload;
  /** How long an app may take to answer a webhook; the platform's own is 5,000. */
  webhookTimeoutMs?: number;
  /** The clock, epoch milliseconds. */
  now?: () => number;
}

/** An app project on this machine. */
export interface AppProjectUpload {
  /** Where its `hsproject.json` is. */
  directory: string;
  /** Where the origins that it names really are; goes before its `local.json`. */
  origins?: Record<string, string>;
}
