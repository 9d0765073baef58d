/** A record as Lightning Data Service gives it to components. */
export interface RecordData {
  fields: Record<
    string,
    {
      value: unknown;
      displayValue: string | null;
    }
  >;
}
/** What the page gives to components in an org's place, as `globalThis.platform`; set before their script runs. */
export interface Platform {
  /** Texts by `c.Name`. */
  labels: Readonly<Record<string, string>>;
  /** The user's custom permissions. */
  permissions: readonly string[];
  /** `lang`, `locale`, `dir`, `timeZone`, … */
  i18n: Readonly<Record<string, string>>;
  /** `Id`, `isGuest` */
  user: Readonly<Record<string, unknown>>;
  /** Calls `Class.method`; a failure is an object with `body.message`. */
  callApex(method: string, parameters?: Record<string, unknown>): Promise<unknown>;
  /** Gives the record now and whenever it is read again; returns what ends that. */
  watchRecord(
    recordId: string,
    fields: readonly string[],
    receive: (wired: { data?: RecordData; error?: unknown }) => void,
  ): () => void;
  refreshRecords(recordIds: readonly string[]): void;
  navigate(page: object): void;
  urlOf(page: object): string;
}
