import { validationError } from '../platform-error.ts';
import type { CrmRecord } from '../portal/crm-record.ts';
import type { Portal } from '../portal/portal.ts';
import { checkValue, normalizeValue, type ValueFault } from '../properties/property-value.ts';
import { stageDateProperties } from '../properties/standard-contact-properties.ts';
import type { ObjectType } from './object-type.ts';

/**
 * Checks every value of every input before any is written: the platform refuses the whole batch for one bad value, and
 * its message carries the faults as text, without the record's id.
 * @throws PlatformError 400 VALIDATION_ERROR
 */
export function checkInputs(
  portal: Portal,
  type: ObjectType,
  inputs: readonly { properties: Record<string, string> }[],
): void {
  const { properties: known } = portal.table(type);
  const faults: ValueFault[] = [];
  for (const { properties } of inputs) {
    for (const [name, value] of Object.entries(properties)) {
      const fault = checkValue(known.get(name), name, value);
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
export function updateRecord(
  portal: Portal,
  type: ObjectType,
  record: CrmRecord,
  properties: Record<string, string>,
  now: number,
): CrmRecord {
  const { properties: known } = portal.table(type);
  const moment = new Date(now).toISOString();
  const written: Record<string, string | null> = { ...record.properties };
  for (const [name, value] of Object.entries(properties)) {
    const definition = known.get(name);
    if (definition !== undefined) written[name] = normalizeValue(definition, value);
  }
  const stage = written.lifecyclestage;
  if (stage !== null && stage !== undefined && stage !== record.properties.lifecyclestage)
    for (const name of stageDateProperties(stage)) if (known.has(name)) written[name] = moment;
  return { ...record, properties: written, updatedAt: moment };
}
