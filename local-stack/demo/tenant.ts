import type { FieldDefinition, FieldKind } from '@aix/shared-scoring';
import { BANK_FIELDS } from './bank-fields.ts';

/** Where a canonical field of the demo tenant is found in one of its CRMs. */
export interface FieldSource {
  field: string;
  kind: FieldKind;
  /** The CRM's own name: `Job__c`, `job`. */
  source: string;
}

export interface ExcludedField {
  name: string;
  label: string;
  /** One sentence for people, without a full stop. */
  reason: string;
}

/** The set's authors say the same: with a duration of 0 the outcome is always no. */
const EXCLUDED: readonly ExcludedField[] = [
  {
    name: 'duration',
    label: 'Duration of last call',
    reason:
      'It is known only after the call in which the lead decides, so no score made before the call can use it',
  },
];

const used = BANK_FIELDS.filter(({ name }) => !EXCLUDED.some(excluded => excluded.name === name));

/** The demo tenant as its admin would have set it up. */
export const DEMO_TENANT = {
  name: 'Example Savings Bank (demo)',
  /** Within how many days after its creation a lead counts as converted. */
  horizonDays: 30,
  /** The canonical fields that the model may use. */
  fields: used.map(({ name, label, kind }): FieldDefinition => ({ name, label, kind })),
  mappings: {
    salesforce: used.map(
      ({ name, kind, salesforce }): FieldSource => ({ field: name, kind, source: salesforce }),
    ),
    hubspot: used.map(({ name, kind }): FieldSource => ({ field: name, kind, source: name })),
  },
  /** Fields that both CRMs hold and the model never sees. */
  excludedFields: EXCLUDED,
  /** The user as whom the product acts in the tenant's Salesforce org. */
  integrationUsername: 'aix.integration@savingsbank.example',
} as const;
