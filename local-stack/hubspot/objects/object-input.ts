import { z } from 'zod';
import { PlatformError, unreadableBody, validationError } from '../platform-error.ts';
import type { CrmRecord } from '../portal/crm-record.ts';
import type { Portal } from '../portal/portal.ts';
import { findObjectType, type ObjectType } from './object-type.ts';
import { readProperty } from './object-view.ts';

/** Most records in one batch (CRM reference). */
const MAX_BATCH = 100;
/** Most records in one page or batch that asks for histories (CRM reference). */
export const MAX_WITH_HISTORY = 50;

const inputSchema = z.object({
  id: z.string(),
  idProperty: z.string().optional(),
  properties: z.record(z.string(), z.unknown()),
});
const batchSchema = z.object({ inputs: z.array(inputSchema) });

export interface ObjectInput {
  id: string;
  idProperty?: string;
  properties: Record<string, string>;
}

/** @throws PlatformError 400 for a body in another shape, in the words of the platform's reader */
export function readBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw unreadableBody(z.prettifyError(parsed.error));
  return parsed.data;
}

/**
 * A batch update's inputs.
 * @throws PlatformError 400 for more than 100, repeated ids, and values that are no strings: the platform's models
 * declare strings, and what its reader does with a bare number is assumed to be a refusal
 */
export function readUpdateInputs(body: unknown): ObjectInput[] {
  const { inputs } = readBody(batchSchema, body);
  checkBatchSize(inputs.length);
  const ids = inputs.map(each => each.id);
  const repeated = [...new Set(ids.filter((id, position) => ids.indexOf(id) !== position))];
  if (repeated.length > 0)
    throw validationError(
      `Duplicate IDs found in batch input: [${repeated.join(', ')}]. IDs must be unique`,
      {
        context: { ids: repeated },
      },
    );
  return inputs.map(({ id, idProperty, properties }) => ({
    id,
    ...(idProperty === undefined ? {} : { idProperty }),
    properties: readTexts(properties),
  }));
}

/** @throws PlatformError 400 above the batch cap */
export function checkBatchSize(size: number, max = MAX_BATCH): void {
  if (size > max) throw validationError(`Batch size ${size} exceeds the limit of ${max}`);
}

/** The property values of a write: texts only; `null` is read as empty. */
export function readTexts(properties: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => {
      if (value === null) return [name, ''];
      if (typeof value === 'string') return [name, value];
      throw unreadableBody(
        `Cannot deserialize value of type \`java.lang.String\` from ${typeof value} value`,
      );
    }),
  );
}

/** The record that an id names, or a value of the type's unique property. @throws PlatformError 400 for another one */
export function findRecord(
  portal: Portal,
  type: ObjectType,
  id: string,
  idProperty = 'hs_object_id',
): CrmRecord | undefined {
  const table = portal.table(type);
  if (idProperty === 'hs_object_id') return table.record(id);
  if (idProperty !== type.uniqueProperty)
    throw validationError(`Unable to perform update/upsert by non-unique ${type.id} property`);
  const wanted = id.toLowerCase();
  const found = table.ids.find(each => {
    const record = table.record(each);
    return record?.archived === false && readProperty(type, record, idProperty)?.toLowerCase() === wanted;
  });
  return found === undefined ? undefined : table.record(found);
}

/** The same, archived records left out. */
export function findLive(
  portal: Portal,
  type: ObjectType,
  id: string,
  idProperty?: string,
): CrmRecord | undefined {
  const record = findRecord(portal, type, id, idProperty);
  return record === undefined || record.archived ? undefined : record;
}

/** The part of a 207 that names records which do not exist (wording known from the platform's answers). */
export function objectsNotFound({ singular }: ObjectType, ids: readonly string[]): Record<string, unknown> {
  return {
    status: 'error',
    category: 'OBJECT_NOT_FOUND',
    message: `Could not get some ${singular.toUpperCase()} objects, they may be deleted or not exist. Check that ids are valid.`,
    context: { ids },
  };
}

/** The type that a path names. @throws PlatformError 400 for one that the portal does not have */
export function requireObjectType(name: string): ObjectType {
  const type = findObjectType(name);
  if (type === undefined)
    throw new PlatformError(400, { message: `Unable to infer object type from: ${name}` });
  return type;
}
