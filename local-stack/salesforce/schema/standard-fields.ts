import { defineField, type FieldType, type SObjectField } from './sobject-field.ts';

/** A text of limited length. */
export const text = (name: string, length: number, rest: Partial<SObjectField> = {}) =>
  defineField(name, 'string', { length, ...rest });
/** Never null. */
export const required = { nillable: false };
/** Set by the platform alone. */
export const readOnly = { updateable: false };
/** A check box that the platform sets. */
export const readOnlyFlag = (name: string) => defineField(name, 'boolean', { ...readOnly, nillable: false });
/** A check box. */
export const flag = (name: string) => defineField(name, 'boolean', { nillable: false });
/** A time that the platform sets. */
export const moment = (name: string) => defineField(name, 'datetime', readOnly);
/** A picklist. */
export const choice = (name: string, picklistValues: readonly string[], rest: Partial<SObjectField> = {}) =>
  defineField(name, 'picklist', { length: 255, picklistValues, ...rest });
/** A reference to another record; `NameId` is followed as `Name`. */
export const reference = (name: string, target: string, rest: Partial<SObjectField> = {}) =>
  defineField(name, 'reference', {
    length: 18,
    referenceTo: [target],
    relationshipName: name.replace(/Id$/, ''),
    ...rest,
  });
/** A field of any text type with a length. */
export const sized = (type: FieldType, name: string, length: number) => defineField(name, type, { length });

/** What every object has. */
export const SYSTEM_FIELDS = [
  defineField('Id', 'id', { label: 'Record ID', length: 18, nillable: false, updateable: false }),
  readOnlyFlag('IsDeleted'),
  defineField('CreatedDate', 'datetime', { ...readOnly, ...required }),
  reference('CreatedById', 'User', { ...readOnly, ...required }),
  defineField('LastModifiedDate', 'datetime', { ...readOnly, ...required }),
  reference('LastModifiedById', 'User', { ...readOnly, ...required }),
  defineField('SystemModstamp', 'datetime', { ...readOnly, ...required }),
];
