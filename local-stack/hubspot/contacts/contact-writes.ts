import { z } from 'zod';
import { PlatformError, unreadableBody, validationError } from '../platform-error.ts';
import type { Contact, Portal } from '../portal.ts';
import { checkValue, normalizeValue, type ValueFault } from '../properties/property-value.ts';
import { stageDateProperties } from '../properties/standard-contact-properties.ts';

/** Most records in one batch (CRM reference). */
export const MAX_BATCH = 100;

const inputSchema = z.object({
  id: z.string(),
  idProperty: z.string().optional(),
  properties: z.record(z.string(), z.unknown()),
});
const batchSchema = z.object({ inputs: z.array(inputSchema) });

export interface ContactInput {
  id: string;
  properties: Record<string, string>;
}

/**
 * A batch update's inputs.
 * @throws PlatformError 400 for more than 100, repeated ids, and values that are no strings: the platform's models
 * declare strings, and what its reader does with a bare number is assumed to be a refusal
 */
export function readUpdateInputs(body: unknown): ContactInput[] {
  const parsed = batchSchema.safeParse(body);
  if (!parsed.success) throw unreadableBody(z.prettifyError(parsed.error));
  const { inputs } = parsed.data;
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
  const byOther = inputs.find(each => each.idProperty !== undefined && each.idProperty !== 'hs_object_id');
  if (byOther !== undefined)
    throw validationError('Unable to perform update/upsert by non-unique 0-1 property');
  return inputs.map(({ id, properties }) => ({ id, properties: readTexts(properties) }));
}

/** @throws PlatformError 400 above the batch cap */
export function checkBatchSize(size: number): void {
  if (size > MAX_BATCH) throw validationError(`Batch size ${size} exceeds the limit of ${MAX_BATCH}`);
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

/**
 * Checks every value of every input before any is written: the platform refuses the whole batch for one bad value, and
 * its message carries the faults as text, without the record's id.
 * @throws PlatformError 400 VALIDATION_ERROR
 */
export function checkInputs(portal: Portal, inputs: readonly ContactInput[]): void {
  const faults: ValueFault[] = [];
  for (const { properties } of inputs) {
    for (const [name, value] of Object.entries(properties)) {
      const fault = checkValue(portal.properties.get(name), name, value);
      if (fault !== undefined)
        faults.push({
          isValid: false,
          ...fault,
          name,
          localizedErrorMessage: fault.message,
          portalId: portal.account.portalId,
        });
    }
  }
  if (faults.length === 0) return;
  throw validationError(`Property values were not valid: ${JSON.stringify(faults)}`, {
    errors: faults.map(({ message, error, name }) => ({
      message,
      code: error,
      context: { propertyName: [name] },
    })),
  });
}

/** The record with checked values written into it; the platform's own dates follow. */
export function updateContact(
  portal: Portal,
  contact: Contact,
  properties: Record<string, string>,
  now: number,
): Contact {
  const moment = new Date(now).toISOString();
  const written: Record<string, string | null> = { ...contact.properties };
  for (const [name, value] of Object.entries(properties)) {
    const definition = portal.properties.get(name);
    if (definition !== undefined) written[name] = normalizeValue(definition, value);
  }
  const stage = written.lifecyclestage;
  if (stage !== null && stage !== undefined && stage !== contact.properties.lifecyclestage)
    for (const name of stageDateProperties(stage)) written[name] = moment;
  return { ...contact, properties: written, updatedAt: moment };
}

/** The part of a 207 that names records which do not exist (wording known from the platform's answers). */
export function objectsNotFound(ids: readonly string[]): Record<string, unknown> {
  return {
    status: 'error',
    category: 'OBJECT_NOT_FOUND',
    message:
      'Could not get some CONTACT objects, they may be deleted or not exist. Check that ids are valid.',
    context: { ids },
  };
}

/** 400 for an object type that the portal does not have. */
export function unknownObjectType(objectType: string): PlatformError {
  return new PlatformError(400, { message: `Unable to infer object type from: ${objectType}` });
}
