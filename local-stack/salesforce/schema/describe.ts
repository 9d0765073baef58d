import { isNumber, type SObjectField, type SObjectType } from './sobject-field.ts';

/** What `sobjects/<Object>` and the list of all objects say of one. */
export function describeBriefly(object: SObjectType, apiPath: string): object {
  return {
    name: object.name,
    label: object.label,
    labelPlural: object.labelPlural,
    keyPrefix: object.keyPrefix,
    custom: false,
    queryable: true,
    retrieveable: true,
    searchable: true,
    createable: object.createable,
    updateable: object.updateable,
    deletable: object.updateable,
    urls: {
      sobject: `${apiPath}/sobjects/${object.name}`,
      describe: `${apiPath}/sobjects/${object.name}/describe`,
      rowTemplate: `${apiPath}/sobjects/${object.name}/{ID}`,
    },
  };
}

/** The answer of `sobjects/<Object>/describe`. */
export function describeObject(object: SObjectType, apiPath: string): object {
  return {
    ...describeBriefly(object, apiPath),
    fields: object.fields.map(field => describeField(field, object)),
    childRelationships: [],
    recordTypeInfos: [],
  };
}

function describeField(field: SObjectField, object: SObjectType): object {
  const { picklistValues, helpText, trackHistory: _, ...described } = field;
  return {
    ...described,
    updateable: field.updateable && object.updateable,
    createable: field.createable && object.createable,
    aggregatable: field.type !== 'boolean',
    filterable: field.length <= 255 && field.type !== 'anyType',
    sortable: field.length <= 255 && field.type !== 'anyType',
    groupable: !isNumber(field) && field.length <= 255,
    nameField: field.name === 'Name',
    unique: false,
    externalId: false,
    calculated: false,
    digits: field.type === 'int' ? field.precision : 0,
    byteLength: field.length * 3,
    soapType: soapType(field),
    inlineHelpText: helpText,
    defaultedOnCreate: !field.nillable && field.type === 'boolean',
    picklistValues: picklistValues.map(value => ({
      value,
      label: value,
      active: true,
      defaultValue: false,
      validFor: null,
    })),
  };
}

function soapType(field: SObjectField): string {
  switch (field.type) {
    case 'id':
    case 'reference':
      return 'tns:ID';
    case 'boolean':
      return 'xsd:boolean';
    case 'int':
      return 'xsd:int';
    case 'double':
    case 'currency':
    case 'percent':
      return 'xsd:double';
    case 'date':
      return 'xsd:date';
    case 'datetime':
      return 'xsd:dateTime';
    default:
      return 'xsd:string';
  }
}
