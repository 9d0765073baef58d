import type { Org, OrgUser } from '../org.ts';
import { PlatformError } from '../platform-error.ts';
import { defineObject, type SObjectField, type SObjectType } from '../schema/sobject-field.ts';
import type { PermissionSet } from './permission-set.ts';

/** Everybody may read these (assumed for what a minimum access user sees of its org). */
const OPEN_TO_ALL: ReadonlySet<string> = new Set(['User', 'Organization', 'FieldDefinition']);

/**
 * The org as one of its users sees it. Object permissions and field-level security are a matter of the schema: what a user may
 * not read does not exist for this user, what may not be edited is read-only, and every call answers accordingly. An administrator
 * sees all; with minimum access a user has what the assigned permission sets give together.
 */
export function orgAsUser(org: Org, sets: ReadonlyMap<string, PermissionSet>, user: OrgUser): Org {
  if (user.profile === 'System Administrator') return org;
  const assigned = user.permissionSets.map(name => {
    const set = sets.get(name);
    if (set === undefined)
      throw new Error(`${user.username} is assigned ${name}, which the org does not have`);
    return set;
  });
  const gives = (list: keyof PermissionSet, name: string) =>
    assigned.some(set => set[list].has(name.toLowerCase()));
  const seen = [...org.schema.values()]
    .filter(({ name }) => OPEN_TO_ALL.has(name) || gives('readableObjects', name))
    .map(object => objectAsUser(object, gives));
  const schema = new Map(seen.map(object => [object.name.toLowerCase(), object]));
  return {
    ...org,
    schema,
    objectType(name) {
      const object = schema.get(name.toLowerCase());
      if (object !== undefined) return object;
      throw new PlatformError(404, 'NOT_FOUND', 'The requested resource does not exist');
    },
  };
}

type Gives = (list: keyof PermissionSet, name: string) => boolean;

function objectAsUser(object: SObjectType, gives: Gives): SObjectType {
  if (OPEN_TO_ALL.has(object.name)) return { ...object, updateable: false };
  const fields = object.fields.flatMap(field => {
    if (isAlwaysVisible(field)) return [field];
    const name = `${object.name}.${field.name}`;
    if (!gives('readableFields', name)) return [];
    const isEditable = gives('editableFields', name);
    return [
      { ...field, updateable: field.updateable && isEditable, createable: field.createable && isEditable },
    ];
  });
  return defineObject(
    {
      ...object,
      createable: object.createable && gives('creatableObjects', object.name),
      updateable: object.updateable && gives('editableObjects', object.name),
    },
    fields,
  );
}

/** Of a person's name, which is one field to field-level security. */
const NAME_PARTS: ReadonlySet<string> = new Set(['FirstName', 'Salutation']);

/** Field-level security does not reach required fields, names, nor what the platform alone fills in (assumed for the latter). */
function isAlwaysVisible({ name, custom, nillable, updateable, type }: SObjectField): boolean {
  const isRequired = !nillable && type !== 'boolean';
  return !custom && (isRequired || !updateable || NAME_PARTS.has(name));
}
