import { readCustomFields } from './custom-fields.ts';
import { customMetadataTypes } from './custom-metadata.ts';
import { defineObject, type OrgSchema } from './sobject-field.ts';
import { STANDARD_OBJECTS } from './standard-objects.ts';

/** The object types of an org: the standard ones, with the custom fields of its metadata, and its custom metadata types. */
export function loadSchema(orgDirectory: string): OrgSchema {
  const standard = STANDARD_OBJECTS.map(object =>
    defineObject(object, [...object.fields, ...readCustomFields(orgDirectory, object.name)]),
  );
  const all = [...standard, ...customMetadataTypes(orgDirectory)];
  return new Map(all.map(object => [object.name.toLowerCase(), object]));
}
