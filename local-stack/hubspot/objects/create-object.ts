import { z } from 'zod';
import { readTypeId } from '../associations/association-types.ts';
import { PlatformError, validationError } from '../platform-error.ts';
import type { CrmRecord } from '../portal/crm-record.ts';
import type { Portal } from '../portal/portal.ts';
import { findLive, readTexts } from './object-input.ts';
import { OBJECT_TYPES, type ObjectType } from './object-type.ts';
import { checkInputs, updateRecord } from './update-object.ts';

/** A record to be created, with what it shall be associated with. */
export const createSchema = z.object({
  properties: z.record(z.string(), z.unknown()),
  associations: z
    .array(
      z.object({
        to: z.object({ id: z.coerce.string() }),
        types: z.array(z.object({ associationCategory: z.string(), associationTypeId: z.number().int() })),
      }),
    )
    .default([]),
});
export type CreateInput = z.output<typeof createSchema>;

export interface NewAssociation {
  toType: ObjectType;
  toId: string;
  isPrimary: boolean;
}

/**
 * A new record and its associations, checked but not kept yet.
 * @throws PlatformError 400 for bad values, missing ones and associations that do not exist; 409 for an address taken
 */
export function prepareRecord(
  portal: Portal,
  type: ObjectType,
  input: CreateInput,
  now: number,
): { record: CrmRecord; associations: NewAssociation[] } {
  const properties = readTexts(input.properties);
  checkInputs(portal, type, [{ properties }]);
  requireProperties(type, properties);
  requireUnique(portal, type, properties);
  const associations = input.associations.flatMap(each => readAssociation(portal, type, each));
  if (type.plural === 'leads' && !associations.some(({ toType }) => toType.plural === 'contacts'))
    // Documented: a lead is created with an association to a contact; the words are assumed.
    throw validationError('A lead must be associated with a contact');
  const moment = new Date(now).toISOString();
  const empty: CrmRecord = {
    ...{ id: portal.newId(), properties: {}, createdAt: moment, updatedAt: moment, archived: false },
  };
  return { record: updateRecord(portal, type, empty, properties, now), associations };
}

function requireProperties(type: ObjectType, properties: Record<string, string>): void {
  const missing = type.neededToCreate.filter(name => (properties[name] ?? '') === '');
  if (missing.length > 0)
    throw validationError(
      `Error creating ${type.singular.toUpperCase()}. Some required properties were not set.`,
      {
        context: { properties: missing },
      },
    );
}

function requireUnique(portal: Portal, type: ObjectType, properties: Record<string, string>): void {
  const name = type.uniqueProperty;
  const value = name === undefined ? '' : (properties[name] ?? '');
  if (value === '') return;
  const taken = findLive(portal, type, value, name);
  if (taken !== undefined)
    throw new PlatformError(409, {
      message: `Contact already exists. Existing ID: ${taken.id}`,
      category: 'CONFLICT',
    });
}

/** The association's type id tells what type of record it goes to. */
function readAssociation(
  portal: Portal,
  type: ObjectType,
  { to, types }: CreateInput['associations'][number],
): NewAssociation[] {
  return types.map(({ associationTypeId }) => {
    for (const toType of OBJECT_TYPES) {
      const known = readTypeId(type.id, toType.id, associationTypeId);
      if (known === undefined) continue;
      if (findLive(portal, toType, to.id) === undefined) throw invalidAssociation(to.id, associationTypeId);
      return { toType, toId: to.id, isPrimary: known.isPrimary };
    }
    throw invalidAssociation(to.id, associationTypeId);
  });
}

function invalidAssociation(id: string, typeId: number): PlatformError {
  return validationError(
    `One or more associations are not valid: no record ${id} for association type ${typeId}`,
  );
}
