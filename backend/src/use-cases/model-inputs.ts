import { type FieldDefinition, type FieldValues, featureValues, type LeadFacts } from '@aix/shared-scoring';
import type { Tenant } from '../store/tenants.ts';

/** What a model reads of one lead. */
export interface LeadInput {
  values: FieldValues;
  /** What "now" means for the lead's dates. */
  asOf: Date;
}

/** Every lead has one, whatever a tenant maps. Models read only what kind of domain it has. */
const EMAIL: FieldDefinition = { name: 'email', label: 'E-mail', kind: 'email' };

/** The fields that a tenant's models read: its own, and the e-mail address unless a field of its own has that name. */
export function modelFields({ fields }: Pick<Tenant, 'fields'>): FieldDefinition[] {
  return fields.some(({ name }) => name === EMAIL.name) ? fields : [...fields, EMAIL];
}

/**
 * What models read of a lead: its values as of the moment when it came in, in training and in scoring alike. CRMs tell a
 * date's present value only, and a date from after that moment may come from the very outcome that is to be foretold. So it
 * counts as missing while a model learns, and then must while it scores, or open leads would look like none it has seen.
 */
export function leadInput(
  { email, fields, createdAt }: Pick<LeadFacts, 'email' | 'fields' | 'createdAt'>,
  tenant: Pick<Tenant, 'fields'>,
): LeadInput {
  const isOwn = tenant.fields.some(({ name }) => name === EMAIL.name);
  return { values: isOwn ? fields : { ...fields, [EMAIL.name]: email }, asOf: createdAt };
}

/** A lead's features by name, as its model reads them and its card says them. */
export function leadFeatures(
  lead: Pick<LeadFacts, 'email' | 'fields' | 'createdAt'>,
  tenant: Pick<Tenant, 'fields'>,
): FieldValues {
  const { values, asOf } = leadInput(lead, tenant);
  return featureValues(modelFields(tenant), values, asOf);
}
