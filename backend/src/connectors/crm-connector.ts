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
  /** Where a person opens a record. @param where which org or portal; `instanceUrl` where its tokens name one */
  recordUrl(
    record: { objectType: string; objectId: string },
    where: { externalId: string; instanceUrl?: string | undefined },
  ): string;
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
  /** The CRM's id of the user who consented, where it says. */
  grantedBy?: string;
  /** What was granted, in the CRM's words, where it says. */
  scopes?: string[];
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
  /** The pace that all processes keep together; absent where this process alone calls the connection. */
  readonly sharedPace?: SharedPace;
}

/** Moments at which requests may be sent, given to all processes from one book, so that no limit is passed by them together. */
export interface SharedPace {
  /** Takes the next `count` moments; resolves to the milliseconds until the first, the others follow `lane.spacingMs` apart. */
  take(lane: PaceLane, count: number): Promise<number>;
  /** Lets nobody send for that long. */
  pause(lane: PaceLane, durationMs: number): Promise<void>;
}

/** One of a platform's limits. */
export interface PaceLane {
  /** Fixed for good: `requests`. */
  lane: string;
  /** Between two requests, milliseconds. */
  spacingMs: number;
  /** Requests that may go at once after a quiet time. */
  burst: number;
}

/** One tenant's org or portal. Honours the platform's limits and retries what may be retried. */
export interface CrmConnector {
  readonly crm: CrmName;
  /** The type of the records that show leads, as the CRM spells it: `Lead`, `contact`. */
  readonly leadType: string;
  /** Which org or portal the tokens belong to, as the CRM itself says. */
  identify(): Promise<CrmIdentity>;
  /**
   * What the CRM's admin entered in our installed app, for CRMs where such settings stand: only that admin can write them.
   * @throws ConnectorError
   */
  readAppSettings?(): Promise<AppSettings>;
  /**
   * Whether a user administers the CRM, as the CRM itself says; somebody it does not know does not. Only for CRMs whose calls
   * name the user but not the role.
   * @throws ConnectorError
   */
  isAdmin?(userId: string): Promise<boolean>;
  /**
   * Removes our app from the CRM, where an app may do that; one that has gone already is no error.
   * @throws ConnectorError
   */
  uninstall?(): Promise<void>;
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
   * These records of the lead object as they stand now, by their ids; those that are no more are named. Absent where nothing tells
   * ids from outside.
   * @throws ConnectorError when it is not certain of each whether it is there
   */
  readRecords?(request: ReadRecordsRequest): Promise<RecordsNow>;
  /**
   * What people did, as the CRM keeps it, that changed since `cursor` (all of it without one). Absent where a CRM keeps nothing
   * that we read. An act comes under the same id however often it is read, also of the record that remains of a merge.
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
  /**
   * Why further records that show a lead, such as HubSpot's Lead records beside contacts, get no scores; null when they do. Undefined
   * as long as this connector has not tried. Absent where a CRM has none.
   */
  furtherRecordsProblem?(): string | null | undefined;
  /** Whether a workflow of the CRM may be told to wait for an action of ours; absent where a CRM has none that wait. */
  mayDelayActions?(): Promise<boolean>;
  /**
   * Tells how actions ended that workflows wait for. One that is no longer waited for is no error.
   * @throws ConnectorError ERR_CRM_WRITE_REJECTED when the CRM will never take one of them; the others were told
   */
  endActions?(ends: readonly ActionEnd[]): Promise<void>;
  /**
   * Makes a task at a record, for who asked or else whoever owns the record. Once for each key: a repeat finds the task that is there.
   * @throws ConnectorError
   */
  createTask(task: NewTask): Promise<{ taskId: string }>;
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

export interface ReadRecordsRequest {
  mappings: readonly FieldMapping[];
  ids: readonly string[];
}

/** Records as they stand now, and those that are no more. */
export interface RecordsNow {
  records: readonly CrmLead[];
  gone: readonly GoneRecord[];
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
  /** Stable within the connection: `Task/00T…`, `calls/17`. */
  activityId: string;
  /** Whether it is told of several records, as one act of each. Who was merged since has it as before, not again. */
  isOfEach?: true;
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
  /** What the record itself tells of what its person did; all of it each time, under the same ids. */
  acts?: readonly CrmActivity[];
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

/** How an action of a workflow ended. */
export interface ActionEnd {
  /** The CRM's name of it. */
  callbackId: string;
  /** Whether it was done; otherwise the workflow goes on without it. */
  done: boolean;
  outputs: Readonly<Record<string, string | number>>;
}

/** A task for the people of a CRM. */
export interface NewTask {
  /** Tells this task from every other one; stands in its text, so that it can be found again. */
  key: string;
  /** It may have been made already: look for it first. */
  mayExist: boolean;
  objectType: string;
  objectId: string;
  kind: 'call' | 'email' | 'other';
  /** At most 255 characters reach the CRM. */
  subject: string;
  body: string;
  dueAt: Date;
  isUrgent: boolean;
  /** The CRM's id of the user whose task it is; the record's owner without it. */
  forUser?: string;
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
