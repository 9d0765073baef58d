import type { FieldKind, FieldValue, LeadFacts, ScoreFieldValues } from '@aix/shared-scoring';

/**
 * The one port of the product: what it needs of a CRM, and nothing a CRM is called inside.
 * A further CRM is one more folder beside `salesforce/` and `hubspot/` that passes the contract suite
 * (`backend/test/connectors/crm-connector.contract.ts`), plus one line in `main.ts`.
 */
export type CrmName = 'salesforce' | 'hubspot';

/** Everything the product knows of one CRM before a tenant connects. */
export interface CrmAdapter {
  readonly crm: CrmName;
  /**
   * First tokens for a new connection, from what the admin gave or the CRM sent back.
   * @throws ConnectorError ERR_CRM_AUTH_EXPIRED when the CRM refuses the grant
   */
  authorize(grant: Grant): Promise<CrmTokens>;
  /** The address where the tenant's admin consents; only for CRMs that need a browser. */
  consentUrl?(request: ConsentRequest): string;
  /**
   * Gives back what the CRM granted, so that no token of it works any more; one that has ended already is no error.
   * @throws ConnectorError ERR_CRM_UNAVAILABLE
   */
  revoke(tokens: CrmTokens): Promise<void>;
  /** A connector for one connection. Opens nothing until it is used. */
  open(settings: ConnectionSettings, session: CrmSession): CrmConnector;
}

/** A consent that begins. */
export interface ConsentRequest {
  /** Comes back with the admin's browser. */
  state: string;
  redirectUri: string;
  /** PKCE, S256; CRMs without it ignore it. */
  codeChallenge: string;
  /** Where the admin logs in, for CRMs with several such hosts. */
  loginHost?: string | undefined;
}

export type Grant =
  | {
      kind: 'authorization_code';
      code: string;
      redirectUri: string;
      codeVerifier: string;
      loginHost?: string | undefined;
    }
  | { kind: 'jwt_bearer'; username: string };

export interface CrmTokens {
  accessToken: string;
  /** Absent where the CRM gives none (JWT bearer): then a new grant takes its place. */
  refreshToken?: string;
  /** When the access token stops working, epoch milliseconds. */
  expiresAt: number;
  /** The org's own API address, where the CRM names one. */
  instanceUrl?: string;
  /** Who the tokens act as, for grants that are repeated instead of refreshed. */
  username?: string;
}

export interface ConnectionSettings {
  /** Namespace of the installed package, '' while developing. Only Salesforce has one. */
  namespace: string;
}

/** How a connector reaches its tokens. The store behind it keeps them encrypted. */
export interface CrmSession {
  tokens(): Promise<CrmTokens>;
  /**
   * Replaces tokens that no longer work. However many callers and processes ask at once, `refresh` runs once:
   * the others get its result. `stale` is the access token that failed or is about to.
   */
  renew(stale: string, refresh: (current: CrmTokens) => Promise<CrmTokens>): Promise<CrmTokens>;
}

/** One tenant's org or portal. Honours the platform's limits and retries what may be retried. */
export interface CrmConnector {
  readonly crm: CrmName;
  /** Which org or portal the tokens belong to, as the CRM itself says. */
  identify(): Promise<CrmIdentity>;
  /**
   * What the CRM's admin entered in our installed app, for CRMs where such settings stand: only that admin can write them.
   * @throws ConnectorError
   */
  readAppSettings?(): Promise<AppSettings>;
  /**
   * Makes sure that every score field exists on the lead object. Salesforce's come with the installed package and are
   * only verified; HubSpot's are created where missing. Safe to repeat.
   */
  setUpScoreFields(): Promise<FieldSetup>;
  /** How many leads there are now, for progress; cheap, and may be a little off. */
  countLeads(): Promise<number>;
  /**
   * Every lead changed at or after `cursor` (all of them without one), in pages, never all in memory. Each page carries
   * the cursor from which to go on after a stop; a lead may come twice, none is left out.
   */
  readLeads(request: ReadLeadsRequest): AsyncIterable<LeadPage>;
  /**
   * What people did, as the CRM keeps it, that changed since `cursor` (all of it without one). Absent where a CRM keeps nothing
   * that we read. An act comes under the same id however often it is read.
   */
  readActivities?(cursor: string | undefined): AsyncIterable<ActivityPage>;
  /**
   * How mapped fields changed since `cursor` (all that is kept without one). The first page names the fields of which the CRM
   * keeps a history. Absent where a CRM tells none.
   */
  readHistory?(request: ReadLeadsRequest): AsyncIterable<HistoryPage>;
  /** How many writes at a time the platform takes best: whoever has more waiting passes them in portions of that size. */
  readonly writesAtOnce: number;
  /**
   * Follows changes as the CRM tells them, until `signal` aborts; absent where a CRM tells none. The records are read when they
   * are told, so order, repetition and loss of what was told do no harm.
   * @throws ConnectorError when the CRM stops telling; follow again from the last position
   */
  followLeads?(request: FollowLeadsRequest): AsyncIterable<ChangePage>;
  /**
   * Writes score fields, in batches of the platform's size, and yields each batch's results as it ends.
   * A batch that fails as a whole is retried, then reported per record as `postponed`; it never throws for one.
   * @throws ConnectorError ERR_CRM_AUTH_EXPIRED when the connection itself no longer works
   */
  writeScores(writes: readonly ScoreWrite[]): AsyncIterable<WriteResult[]>;
  /** Calls spent and what the platform last said of its limits. */
  usage(): ApiUsage;
}

export interface CrmIdentity {
  /** The org's 18-character id or the portal's number. */
  externalId: string;
  name: string;
  /** As whom the tokens act; null where the CRM does not say. */
  user: string | null;
}

/** Settings of our app inside one org. */
export interface AppSettings {
  /** Whether the connected user may see them at all. */
  isReadable: boolean;
  /** Under which id the org knows its connection. */
  connectionId: string | null;
  /** PEM, as the admin pasted it: the certificate with which the org signs its calls. */
  certificate: string | null;
}

export interface FieldSetup {
  created: string[];
  /** Field names, as the CRM spells them, that the product cannot write to; empty when all is well. */
  missing: string[];
}

/** Where a canonical field is found in one CRM. */
export interface FieldMapping {
  field: string;
  kind: FieldKind;
  /** The CRM's own name: `Job__c`, `job`. */
  source: string;
}

export interface ReadLeadsRequest {
  mappings: readonly FieldMapping[];
  /** From an earlier page of the same connection; its content is the connector's own business. */
  cursor?: string;
}

/** Records, and the cursor behind them. Without records only the cursor has moved. */
export interface LeadPage {
  records: CrmLead[];
  cursor: string;
  /** Records that are no more, where the CRM tells. */
  gone?: readonly GoneRecord[];
}

/** A record that was deleted, or merged into another one. */
export interface GoneRecord {
  objectType: string;
  objectId: string;
  /** "deleted in Salesforce" */
  reason: string;
  /** The record, of the same type, that remains of it; it is in the same page. */
  mergedInto?: string;
}

export interface FollowLeadsRequest {
  mappings: readonly FieldMapping[];
  /** From an earlier page of the same connection; its content is the connector's own business. Without one: from now on. */
  position?: string | undefined;
  signal: AbortSignal;
}

/** What was told of changes, taken together. A page without records is a sign of life. */
export interface ChangePage {
  /** The changed records as they stand now. */
  records: CrmLead[];
  /** Of them those that are no more. */
  gone?: readonly GoneRecord[];
  /** From where to follow on after a stop. Save it with the records. Absent while nothing has come. */
  position?: string;
  /** More may have changed than was told: read from the cursor before this page is saved. */
  mayHaveMissed: boolean;
  /** How many changes were told, and how many of them were our own writes. */
  told: number;
  own: number;
  /** When the newest of these changes was made, by the CRM's clock. */
  lastChangeAt?: Date;
}

export interface ActivityPage {
  activities: CrmActivity[];
  cursor: string;
  /** On the last page: sentences on what could not be read, and what an admin can do about it. */
  unread?: readonly string[];
}

/** One act of a person, as a CRM keeps it. */
export interface CrmActivity {
  /** Stable within the connection: `Task/00T…`. */
  activityId: string;
  /** The record of the person, a lead's or one that a lead continues as. */
  objectType: string;
  objectId: string;
  /** A signal's name. */
  signal: string;
  at: Date;
}

export interface HistoryPage {
  changes: FieldChange[];
  /** Undefined as long as nothing was read. */
  cursor: string | undefined;
  /** The canonical fields of which the CRM keeps a history now. */
  tracked: readonly string[];
}

/** One change of one field of a record. */
export interface FieldChange {
  /** Stable within the connection and field. */
  changeId: string;
  objectType: string;
  objectId: string;
  field: string;
  at: Date;
  /** The value that stood there before; null where there was none, or the CRM does not tell. */
  before: FieldValue;
}

/** One CRM record that shows a lead, in canonical terms. */
export interface CrmLead extends LeadFacts {
  /** `Lead`, `contact`: as the CRM spells it. */
  objectType: string;
  objectId: string;
  modifiedAt: Date;
  /** Ids of records of this type that were merged into this one, where the CRM tells. */
  mergedIds?: readonly string[];
  /** Why the CRM takes no more writes to it; absent while it does. */
  closedReason?: string;
  /** The record of another type that shows the person from now on. */
  continuesAs?: { objectType: string; objectId: string };
  /** Values that could not be used and count as missing, each with a sentence. */
  problems: FieldProblem[];
}

export interface FieldProblem {
  field: string;
  /** "Age holds text where a number belongs". Never the value itself. */
  problem: string;
}

export interface ScoreWrite {
  objectType: string;
  objectId: string;
  /** Keys as in `SCORE_FIELDS`; an absent key is left alone, `null` empties the field. */
  values: ScoreFieldValues;
}

export type WriteResult =
  | { objectId: string; status: 'written' }
  /**
   * The CRM will not take it, now or later: a wrong type, no permission. `closed`: nor anything else for this record, because
   * it was deleted or converted.
   */
  | { objectId: string; status: 'rejected'; reason: string; closed?: true }
  /** Not written now; worth another try later. */
  | { objectId: string; status: 'postponed'; reason: string; retryAfterMs?: number };

export interface ApiUsage {
  /** Requests sent by this connector, retries included. */
  calls: number;
  /** Requests answered with a limit error. */
  limited: number;
  /** The platform's own count of the running day, where it has one. */
  day?: { used: number; limit: number };
}
