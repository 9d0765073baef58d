/** A record of any object type, as a portal's directory keeps it. */
export interface CrmRecord {
  id: string;
  properties: Record<string, string | null>;
  /** ISO moments. */
  createdAt: string;
  updatedAt: string;
  archived: boolean;
  archivedAt?: string;
  /** The record that this one was merged into; its id leads there. */
  mergedInto?: string;
}

/** Who changed something, in the words of a property's history and of webhooks. */
export interface Actor {
  /** `INTEGRATION`, `CRM_UI`, `AUTOMATION_PLATFORM`, `MERGE_OBJECTS`, `IMPORT`… */
  source: string;
  /** The app's id for `INTEGRATION`, `userId:…` for `CRM_UI`. */
  sourceId: string;
  userId?: number;
}

/** One change of a record's values, kept for `propertiesWithHistory`. */
export interface HistoryEntry {
  id: string;
  objectTypeId: string;
  objectId: string;
  /** ISO moment. */
  at: string;
  actor: Actor;
  values: Record<string, string | null>;
  /** The values before. */
  was: Record<string, string | null>;
}
