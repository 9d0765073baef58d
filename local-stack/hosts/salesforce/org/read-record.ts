import type { Connection } from 'jsforce';
import type { RecordData } from '../browser/platform.ts';

/** What a record id looks like; whatever else a browser sends is none. */
const RECORD_ID = /^[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?$/;
const FIELD_NAME = /^\w{1,80}$/;

/** Whether a text from a browser can be the id of a lead. */
export function isLeadId(text: unknown): text is string {
  return typeof text === 'string' && RECORD_ID.test(text) && text.startsWith('00Q');
}

/** A field of an object as pages show it. */
export interface ShownField {
  name: string;
  label: string;
  type: string;
  isCustom: boolean;
}

/** The fields of leads, those of the org's own and of installed packages included. */
export async function describeLeadFields(connection: Connection): Promise<ShownField[]> {
  const { fields } = await connection.sobject('Lead').describe();
  return fields.map(({ name, label, type, custom }) => ({ name, label, type, isCustom: custom }));
}

/**
 * A lead as Lightning Data Service gives it: of the fields that are asked for, those that the org has.
 * @returns undefined when the user sees no such lead
 */
export async function readLead(
  connection: Connection,
  leadId: string,
  names: readonly string[],
): Promise<RecordData | undefined> {
  const known = new Set((await describeLeadFields(connection)).map(({ name }) => name));
  const asked = names.filter(name => FIELD_NAME.test(name) && known.has(name));
  const record = await connection
    .sobject('Lead')
    .retrieve(leadId, { fields: asked })
    .catch(error => {
      if ((error as { errorCode?: string }).errorCode === 'NOT_FOUND') return undefined;
      throw error;
    });
  if (record === undefined) return undefined;
  const values = record as Record<string, unknown>;
  const fields = asked.map(name => [name, { value: values[name] ?? null, displayValue: null }]);
  return { fields: Object.fromEntries(fields) };
}
