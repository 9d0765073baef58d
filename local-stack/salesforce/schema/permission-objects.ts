import { defineObject, type SObjectType } from './sobject-field.ts';
import { readOnly, readOnlyFlag, reference, SYSTEM_FIELDS, text } from './standard-fields.ts';

const READ_ONLY = { updateable: false, createable: false };

/** Permission sets and who has them, as SOQL reads them. They are given in Setup; the stand-in takes no writes. */
export const PERMISSION_OBJECTS: readonly SObjectType[] = [
  defineObject(
    {
      ...{ name: 'PermissionSet', label: 'Permission Set', labelPlural: 'Permission Sets' },
      ...{ keyPrefix: '0PS', ...READ_ONLY },
    },
    [
      ...SYSTEM_FIELDS,
      text('Name', 80, readOnly),
      text('Label', 80, readOnly),
      text('NamespacePrefix', 15, readOnly),
      readOnlyFlag('IsOwnedByProfile'),
    ],
  ),
  defineObject(
    {
      ...{ name: 'PermissionSetAssignment', label: 'Permission Set Assignment' },
      ...{ labelPlural: 'Permission Set Assignments', keyPrefix: '0Pa', ...READ_ONLY },
    },
    [
      ...SYSTEM_FIELDS,
      reference('PermissionSetId', 'PermissionSet', readOnly),
      reference('AssigneeId', 'User', readOnly),
    ],
  ),
];
