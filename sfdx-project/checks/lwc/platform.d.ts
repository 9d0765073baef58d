/** What the platform gives to components at run time and no package describes. */

declare module '@salesforce/apex/*' {
  /** To call, or, where the method is cacheable, to wire. */
  const callApex: {
    <Answer>(parameters?: Record<string, unknown>): Promise<Answer>;
    adapter: import('lwc').WireAdapterConstructor;
  } & import('lwc').WireAdapterConstructor<Record<string, unknown>, { data?: never; error?: unknown }>;
  export default callApex;
}

declare module '@salesforce/apex' {
  /** Has a wired method asked again; takes what it gave last. */
  export function refreshApex(wired: unknown): Promise<void>;
}

declare module 'lightning/navigation' {
  interface Navigator {
    [NavigationMixin.Navigate](page: object): void;
    [NavigationMixin.GenerateUrl](page: object): Promise<string>;
  }
  export const NavigationMixin: {
    (base: typeof import('lwc').LightningElement): new () => import('lwc').LightningElement & Navigator;
    readonly Navigate: unique symbol;
    readonly GenerateUrl: unique symbol;
  };
}

declare module '@salesforce/label/*' {
  const text: string;
  export default text;
}

declare module '@salesforce/customPermission/*' {
  /** True, or undefined without the permission. */
  const isGranted: true | undefined;
  export default isGranted;
}

declare module '@salesforce/i18n/*' {
  const value: string;
  export default value;
}

declare module '@salesforce/schema/*' {
  const field: import('lightning/uiRecordApi').FieldId;
  export default field;
}

declare module 'lightning/uiRecordApi' {
  export interface FieldId {
    objectApiName: string;
    fieldApiName: string;
  }
  export interface RecordData {
    fields: Record<string, { value: unknown; displayValue: string | null }>;
  }
  /** What a wired record gives: neither part at first, then one of them. */
  export interface WiredRecord {
    data?: RecordData;
    error?: unknown;
  }
  export const getRecord: import('lwc').WireAdapterConstructor<
    { recordId: string | undefined; optionalFields: FieldId[] },
    WiredRecord
  >;
  /** What wired records give: each with the status of HTTP that it alone would have. */
  export interface WiredRecords {
    data?: { results: { statusCode: number; result?: RecordData & { id: string } }[] };
    error?: unknown;
  }
  export const getRecords: import('lwc').WireAdapterConstructor<
    { records: { recordIds: string[]; fields: FieldId[] }[] | undefined },
    WiredRecords
  >;
  /** Undefined for a field that the record came without. */
  export function getFieldValue(record: RecordData, field: FieldId): unknown;
  export function notifyRecordUpdateAvailable(records: { recordId: string }[]): Promise<void>;
}

/** Every card that the service can answer, by its name: `en/scored`. For tests. */
declare module 'card-fixtures' {
  const fixtures: Record<string, import('c/cardContent').CardView>;
  export default fixtures;
}

/** Score fields of a record by their names, saved with the fixture `en/scored`. For tests. */
declare module 'saved-fields' {
  const fields: Record<string, unknown>;
  export default fields;
}

declare namespace jest {
  interface Matchers<R> {
    /** No violation of the rules of @sa11y. */
    toBeAccessible(): Promise<R>;
  }
}
