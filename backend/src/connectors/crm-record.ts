import type { FieldKind, FieldValue, LeadFacts, ScoreFieldValues } from '@aix/shared-scoring';

/*
 * What the port to the CRMs speaks of: records, what people did, what is written and told back.
 */

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
