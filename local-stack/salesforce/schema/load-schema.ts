import { readCustomFields } from './custom-fields.ts';
import { defineObject, type OrgSchema } from './sobject-field.ts';
import { STANDARD_OBJECTS } from './standard-objects.ts';

/** The object types of an org: the standard ones, with the custom fields of its metadata. */
export function loadSchema(orgDirectory: string): OrgSchema {
  return new Map(
    STANDARD_OBJECTS.map(object => [
      object.name.toLowerCase(),
      defineObject(object, [...object.fields, ...readCustomFields(orgDirectory, object.name)]),
    ]),
  );
}
