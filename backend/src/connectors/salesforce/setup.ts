import { SCORE_FIELDS, type ScoreField } from '@aix/shared-scoring';
import type { FieldSetup } from '../crm-connector.ts';
import type { SalesforceClient } from './client.ts';
import { type DescribedField, describeObject } from './describe-object.ts';
import { scoreFieldName } from './field-name.ts';

const TYPES_BY_KIND: Readonly<Record<ScoreField['kind'], readonly string[]>> = {
  number: ['double', 'int', 'percent', 'currency'],
  text: ['string', 'textarea'],
  choice: ['picklist', 'string'],
  date: ['date'],
  datetime: ['datetime'],
};

/**
 * Verifies that the installed package's score fields are there and can be written: each exists, the integration user may
 * edit it, its type and size fit. Salesforce fields come with the package, so nothing is ever created here.
 * @throws ConnectorError
 */
export async function setUpScoreFields(client: SalesforceClient, namespace: string): Promise<FieldSetup> {
  const described = await describeObject(client, 'Lead');
  const missing = SCORE_FIELDS.filter(field => {
    const found = described.get(scoreFieldName(field.key, namespace).toLowerCase());
    return found === undefined || !fits(field, found);
  }).map(({ key }) => scoreFieldName(key, namespace));
  return { created: [], missing };
}

function fits(field: ScoreField, found: DescribedField): boolean {
  if (!found.updateable || !TYPES_BY_KIND[field.kind].includes(found.type)) return false;
  if (field.kind === 'text') return found.length >= (field.length ?? 0);
  if (field.kind === 'number')
    return found.type === 'int' ? field.scale === 0 : found.scale >= (field.scale ?? 0);
  if (field.kind !== 'choice' || !found.restrictedPicklist) return true;
  const offered = new Set(found.picklistValues.filter(({ active }) => active).map(({ value }) => value));
  return (field.choices ?? []).every(choice => offered.has(choice));
}
