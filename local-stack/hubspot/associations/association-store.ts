import type { RecordChange, RecordStore } from '../../stand-in/record-store.ts';

/** One end of an association. */
export interface RecordRef {
  typeId: string;
  id: string;
}

/** An association of two records; it is the same one seen from either end. */
export interface Association {
  id: string;
  a: RecordRef;
  b: RecordRef;
  isPrimary: boolean;
}

export interface Neighbour extends RecordRef {
  isPrimary: boolean;
}

/** Which records belong together, from either end. */
export interface AssociationStore {
  /** The records of one type that are associated with this one, in the order of their association. */
  neighbours(of: RecordRef, toTypeId: string): readonly Neighbour[];
  /** Every record that is associated with this one. */
  allNeighbours(of: RecordRef): readonly Neighbour[];
  /** The change that keeps an association, or `undefined` where it exists just so. Hand it to the record store. */
  link(from: RecordRef, to: RecordRef, isPrimary: boolean): RecordChange | undefined;
  unlink(from: RecordRef, to: RecordRef): RecordChange | undefined;
}

const COLLECTION = 'associations';

/** Reads a portal's associations from its store and keeps both directions of each at hand. */
export function openAssociations(store: RecordStore): AssociationStore {
  const byRecord = new Map<string, Map<string, Association>>();
  const index = (association: Association) => {
    for (const end of [association.a, association.b])
      entryOf(byRecord, keyOf(end)).set(association.id, association);
  };
  const kept = store.collection(COLLECTION);
  for (const each of kept.values()) index(each as unknown as Association);

  const allNeighbours = (of: RecordRef): Neighbour[] =>
    [...(byRecord.get(keyOf(of))?.values() ?? [])].map(({ a, b, isPrimary }) => ({
      ...(keyOf(a) === keyOf(of) ? b : a),
      isPrimary,
    }));
  return {
    allNeighbours,
    neighbours: (of, toTypeId) => allNeighbours(of).filter(each => each.typeId === toTypeId),
    link(from, to, isPrimary) {
      const id = idOf(from, to);
      const known = byRecord.get(keyOf(from))?.get(id);
      if (known !== undefined && (known.isPrimary || !isPrimary)) return undefined;
      const association: Association = { id, a: from, b: to, isPrimary };
      index(association);
      return { collection: COLLECTION, id, record: { ...association } };
    },
    unlink(from, to) {
      const id = idOf(from, to);
      const was = byRecord.get(keyOf(from))?.delete(id) ?? false;
      byRecord.get(keyOf(to))?.delete(id);
      return was ? { collection: COLLECTION, id, record: null } : undefined;
    },
  };
}

/** The id of an association in the portal's files: the same from either end. */
export function idOf(one: RecordRef, other: RecordRef): string {
  return [keyOf(one), keyOf(other)].sort().join('~');
}

function keyOf({ typeId, id }: RecordRef): string {
  return `${typeId}/${id}`;
}

function entryOf<T>(maps: Map<string, Map<string, T>>, key: string): Map<string, T> {
  const found = maps.get(key) ?? new Map<string, T>();
  maps.set(key, found);
  return found;
}
