import { findObjectType, type ObjectType } from '../objects/object-type.ts';
import { validationError } from '../platform-error.ts';
import type { CrmRecord } from '../portal/crm-record.ts';
import type { Portal } from '../portal/portal.ts';
import { liveNeighbours } from './live-neighbours.ts';

/**
 * What `?associations=` adds to one record: per object type the ids of what is associated with it, one entry for each
 * association type. No paging is given here (a record of the portal has few associations).
 * @throws PlatformError 400 for an object type that does not exist
 */
export function associatedRecords(
  portal: Portal,
  type: ObjectType,
  record: CrmRecord,
  names: readonly string[],
): { associations?: Record<string, unknown> } {
  if (names.length === 0) return {};
  const entries = names.map(name => {
    const toType = findObjectType(name);
    if (toType === undefined) throw validationError(`Unable to infer object type from: ${name}`);
    const results = liveNeighbours(portal, { typeId: type.id, id: record.id }, toType).map(({ id }) => ({
      id,
      type: `${type.singular}_to_${toType.singular}`,
    }));
    return [toType.plural, { results }] as const;
  });
  return { associations: Object.fromEntries(entries.filter(([, { results }]) => results.length > 0)) };
}
