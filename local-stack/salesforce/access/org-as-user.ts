import type { Org, OrgUser } from '../org.ts';
import { PlatformError } from '../platform-error.ts';
import { defineObject, type SObjectField, type SObjectType } from '../schema/sobject-field.ts';
import type { PermissionSet } from './permission-set.ts';

/** Everybody may read these (assumed for what a minimum access user sees of its org). */
const OPEN_TO_ALL: ReadonlySet<string> = new Set(['User', 'Organization', 'FieldDefinition']);

/** Objects that no object permission reaches: who has this user permission reads them. */
const BY_USER_PERMISSION: ReadonlyMap<string, string> = new Map(
  ['Task', 'Event', 'EmailMessage', 'EmailMessageRelation'].map(name => [name, 'ActivitiesAccess']),
);

/** Who has this user permission makes and edits such records, too. */
const EDITED_BY_USER_PERMISSION: ReadonlyMap<string, string> = new Map([
  ['Task', 'EditTask'],
  ['Event', 'EditEvent'],
]);

/** Objects that are read by whoever may read another one. */
const BY_OTHER_OBJECT: ReadonlyMap<string, string> = new Map([
  ['CampaignMember', 'Campaign'],
  ['LeadHistory', 'Lead'],
]);

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
    .filter(({ name }) => OPEN_TO_ALL.has(name) || maySee(name, gives))
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

function maySee(name: string, gives: Gives): boolean {
  const permission = BY_USER_PERMISSION.get(name);
  if (permission !== undefined) return gives('userPermissions', permission);
  return gives('readableObjects', BY_OTHER_OBJECT.get(name) ?? name);
}

function mayEdit(list: 'creatableObjects' | 'editableObjects', name: string, gives: Gives): boolean {
  const permission = EDITED_BY_USER_PERMISSION.get(name);
  return permission === undefined ? gives(list, name) : gives('userPermissions', permission);
}

function objectAsUser(object: SObjectType, gives: Gives): SObjectType {
  if (OPEN_TO_ALL.has(object.name)) return { ...object, updateable: false };
  const fields = object.fields.flatMap(field => {
    if (isAlwaysVisible(object.name, field)) return [field];
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
      createable: object.createable && mayEdit('creatableObjects', object.name, gives),
      updateable: object.updateable && mayEdit('editableObjects', object.name, gives),
    },
    fields,
  );
}

/** Of a person's name, which is one field to field-level security. */
const NAME_PARTS: ReadonlySet<string> = new Set(['FirstName', 'Salutation']);

/** Fields outside of field-level security (the length of a call as the platform's reference says, the others assumed). */
const NOT_SECURED: ReadonlySet<string> = new Set([
  'Task.CallDurationInSeconds',
  'Task.CallType',
  'Task.Subject',
  'EmailMessage.Incoming',
  'EmailMessage.MessageDate',
  'EmailMessage.FirstOpenedDate',
  'EmailMessage.IsBounced',
]);

/** Field-level security does not reach required fields, names, nor what the platform alone fills in (assumed for the latter). */
function isAlwaysVisible(
  object: string,
  { name, custom, nillable, updateable, type }: SObjectField,
): boolean {
  const isRequired = !nillable && type !== 'boolean';
  if (custom) return false;
  return isRequired || !updateable || NAME_PARTS.has(name) || NOT_SECURED.has(`${object}.${name}`);
}
