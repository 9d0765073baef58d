import type { ObjectType } from '../objects/object-type.ts';
import type { Actor } from '../portal/crm-record.ts';
import type { Portal } from '../portal/portal.ts';
import type { PortalEvent } from '../portal/portal-event.ts';
import type { RecordRef } from './association-store.ts';
import { associationTypeIds } from './association-types.ts';

/** Two records of which one shall be, or shall no longer be, associated with the other. */
export interface Pair {
  from: { type: ObjectType; id: string };
  to: { type: ObjectType; id: string };
  isPrimary: boolean;
}

/** Keeps associations and tells of them, one event from either end, as subscriptions to either object type see it. */
export function associate(portal: Portal, pairs: readonly Pair[], actor: Actor, now: number): void {
  change(portal, pairs, { isRemoved: false, actor, now });
}

/** Ends associations. */
export function dissociate(portal: Portal, pairs: readonly Pair[], actor: Actor, now: number): void {
  change(portal, pairs, { isRemoved: true, actor, now });
}

interface Change {
  isRemoved: boolean;
  actor: Actor;
  now: number;
}

function change(portal: Portal, pairs: readonly Pair[], { isRemoved, actor, now }: Change): void {
  const { associations } = portal;
  const events: PortalEvent[] = [];
  const changes = pairs.flatMap(({ from, to, isPrimary }) => {
    const made = isRemoved
      ? associations.unlink(refOf(from), refOf(to))
      : associations.link(refOf(from), refOf(to), isPrimary);
    if (made === undefined) return [];
    for (const [end, other] of [
      [from, to],
      [to, from],
    ] as const) {
      const ids = associationTypeIds(end.type.id, other.type.id);
      if (ids === undefined) continue;
      events.push({
        kind: 'associationChange',
        ...{ type: end.type, objectId: end.id, actor, at: now },
        ...{ toType: other.type, toId: other.id, isPrimary, isRemoved },
        associationTypeId: (isPrimary ? ids.primary : undefined) ?? ids.unlabelled,
      });
    }
    return [made];
  });
  portal.store.apply(changes);
  portal.tell(events);
}

function refOf({ type, id }: { type: ObjectType; id: string }): RecordRef {
  return { typeId: type.id, id };
}
