import type { FieldValue, FieldValues } from '@aix/shared-scoring';
import { changesOfLeads, type PastChange } from '../store/crm-past.ts';
import { type Filling, factsOfLeads } from '../store/crm-records.ts';
import type { TenantSql } from '../store/database.ts';
import type { StoredLead } from '../store/leads.ts';
import { mergeRecords } from './merge-records.ts';

/** One change of a field, with the value before it. */
export type Change = Pick<PastChange, 'field' | 'at' | 'before'>;

/**
 * Field values as they stood at a moment, from the present ones and the changes since: what is later than the moment is taken
 * back, whatever it was. Changes come oldest first; those of fields that are not among the values are left out.
 */
export function valuesAsOf(present: FieldValues, changes: readonly Change[], asOf: Date): FieldValues {
  const values: Record<string, FieldValue> = { ...present };
  const takenBack = new Set<string>();
  for (const { field, at, before } of changes) {
    if (at <= asOf || takenBack.has(field) || !(field in values)) continue;
    takenBack.add(field);
    values[field] = before;
  }
  return values;
}

/**
 * Leads with the values that their fields had when they came in, as far as the CRMs' histories tell; a model learns from
 * these, so that nothing that was filled in later speaks for or against a lead. Leads without a history are as they are now.
 */
export async function leadsAsOfCreation(
  tenant: TenantSql,
  leads: readonly StoredLead[],
): Promise<StoredLead[]> {
  const changes = await changesOfLeads(
    tenant,
    leads.map(({ leadId }) => leadId),
  );
  if (changes.size === 0) return [...leads];
  const records = await factsOfLeads(tenant, [...changes.keys()]);
  return leads.map(lead => {
    const ofLead = changes.get(lead.leadId);
    if (ofLead === undefined) return lead;
    const then = (records.get(lead.leadId) ?? []).map(record => ({
      ...record,
      fields: valuesAsOf(
        record.fields,
        ofLead.filter(change => isOf(change, record)),
        lead.createdAt,
      ),
    }));
    return then.length === 0 ? lead : { ...lead, fields: mergeRecords(then).fields };
  });
}

type Named = Pick<PastChange, 'connectionId' | 'objectType' | 'objectId'>;

const isOf = (change: Named, record: Named) =>
  change.objectId === record.objectId &&
  change.objectType === record.objectType &&
  change.connectionId === record.connectionId;

/**
 * When the values were filled that a model learns from: as told by readings, but a value that stood there when the lead came
 * in was filled by then.
 */
export function fillingsAsOf(
  { fields, createdAt }: Pick<StoredLead, 'fields' | 'createdAt'>,
  present: FieldValues,
  fillings: ReadonlyMap<string, Filling> | undefined,
): ReadonlyMap<string, Filling> | undefined {
  const changed = Object.keys(fields).filter(name => fields[name] !== present[name]);
  if (changed.length === 0) return fillings;
  const asOf = new Map(fillings);
  for (const name of changed) {
    if (fields[name] === null) asOf.delete(name);
    else asOf.set(name, { after: null, by: createdAt.getTime() });
  }
  return asOf;
}
