import type { ReplayProgress, ServiceState, ShownFields } from './browser/live.ts';

/** The visitor's record in one CRM. */
export interface VisitorRecord {
  crm: string;
  /** Where a rep looks at it. */
  pageUrl: string;
  /** The score fields as they stand in the CRM now. */
  read(): Promise<ShownFields>;
}

/** The lead as whom the site is visited. */
export interface SiteVisitor {
  name: string;
  records: readonly VisitorRecord[];
  /** What the site's server gives to pages of a visitor whom it knows. */
  identityToken(): Promise<string>;
}

/** Whose site it is, who visits it, and what stands behind the panel. */
export interface SiteHostOptions {
  /** 0 takes any free one. */
  port: number;
  /** Where the service is, which serves the tracker. */
  serviceUrl: string;
  /** The public write key of the site's tag. */
  publicKey: string;
  /** As whom the site is visited now; undefined when there is nobody. */
  visitor(): SiteVisitor | undefined;
  /** From now on somebody else visits. */
  changeVisitor(): Promise<void>;
  serviceState(): Promise<ServiceState>;
  replay: {
    /** Begins a day at speed, unless one is under way. */
    start(): void;
    stop(): void;
    /** Undefined before the first. */
    progress(): Promise<ReplayProgress | undefined>;
  };
}

export interface SiteHost {
  url: string;
  close(): Promise<void>;
}
