import type { ScoreField, ScoreFieldKey } from '@aix/shared-scoring';
import { scoreFieldName } from '../../backend/src/connectors/salesforce/field-name.ts';
import { metadataXml, type XmlContent } from './metadata-xml.ts';

/** Digits before the point: points, days and trends stay below 10,000; what has a fraction is a probability. */
const WHOLE_DIGITS = { withoutFraction: 4, withFraction: 1 };

/** API name inside the package, where no namespace shows. */
export function apiNameOf(field: ScoreField): string {
  return scoreFieldName(field.key as ScoreFieldKey, '');
}

/**
 * One score field as `<Field>.field-meta.xml`. Not required and without history: the service alone writes it, often.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/customfield.htm
 */
export function scoreFieldXml(field: ScoreField): string {
  return metadataXml('CustomField', {
    fullName: apiNameOf(field),
    description: `Written by AIX Lead Qualification. ${field.help}`,
    externalId: false,
    inlineHelpText: field.help,
    label: field.label,
    ...typeOf(field),
  });
}

/** The elements that differ by kind, in the alphabetical order that Salesforce's tools keep. */
function typeOf(field: ScoreField): Record<string, XmlContent> {
  switch (field.kind) {
    case 'number': {
      const scale = field.scale ?? 0;
      const whole = scale === 0 ? WHOLE_DIGITS.withoutFraction : WHOLE_DIGITS.withFraction;
      return { precision: whole + scale, required: false, scale, type: 'Number', unique: false };
    }
    case 'text':
      return { length: field.length ?? 255, required: false, type: 'Text', unique: false };
    case 'choice':
      return { required: false, type: 'Picklist', valueSet: valueSetOf(field.choices ?? []) };
    case 'date':
      return { required: false, type: 'Date' };
    case 'datetime':
      return { required: false, type: 'DateTime' };
  }
}

/** Restricted: a workflow must never meet a band that the product does not know. */
function valueSetOf(choices: readonly string[]): XmlContent {
  return {
    restricted: true,
    valueSetDefinition: {
      sorted: false,
      value: choices.map(choice => ({ fullName: choice, default: false, label: choice })),
    },
  } as XmlContent;
}
