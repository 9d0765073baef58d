import type { ConnectionSettings, ConsentRequest, CrmSession, CrmTokens, Grant } from './crm-access.ts';
import type {
  ActionEnd,
  ActivityPage,
  ChangePage,
  FollowLeadsRequest,
  HistoryPage,
  LeadPage,
  NewTask,
  ReadLeadsRequest,
  ReadRecordsRequest,
  RecordsNow,
  ScoreWrite,
  WriteResult,
} from './crm-record.ts';

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
  /**
   * Gives further records that show a lead, and have no score yet, the one that stands on its record: those that came or changed since
   * `cursor`, all without one. Absent where a CRM has none.
   * @returns the next cursor; undefined as long as nothing was tried
   * @throws ConnectorError
   */
  catchUpFurtherRecords?(cursor: string | undefined): Promise<string | undefined>;
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

export interface ApiUsage {
  /** Requests sent by this connector, retries included. */
  calls: number;
  /** Requests answered with a limit error. */
  limited: number;
  /** The platform's own count of the running day, where it has one. */
  day?: { used: number; limit: number };
}
