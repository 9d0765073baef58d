import type { ObjectType } from '../objects/object-type.ts';
import type { Portal } from '../portal/portal.ts';
import type { Neighbour, RecordRef } from './association-store.ts';

/** The records of a type that are associated with this one and not archived. */
export function liveNeighbours(portal: Portal, of: RecordRef, toType: ObjectType): Neighbour[] {
  const { record } = portal.table(toType);
  return portal.associations.neighbours(of, toType.id).filter(({ id }) => record(id)?.archived === false);
}
