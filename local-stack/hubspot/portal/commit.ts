import type { ObjectType } from '../objects/object-type.ts';
import type { Actor, CrmRecord } from './crm-record.ts';
import type { Portal } from './portal.ts';
import type { PortalEvent } from './portal-event.ts';

/** A record as it shall be, and as it was unless it is new. */
export interface Edit {
  type: ObjectType;
  before?: CrmRecord;
  after: CrmRecord;
}

/** Keeps edits with their history, all at once, and then tells everyone who listens. */
export function commitEdits(portal: Portal, edits: readonly Edit[], actor: Actor, now: number): void {
  portal.tell(saveSilently(portal, edits, actor, now));
}

/** Keeps edits with their history, all at once, and returns what could be told of them. */
export function saveSilently(
  portal: Portal,
  edits: readonly Edit[],
  actor: Actor,
  now: number,
): PortalEvent[] {
  const at = new Date(now).toISOString();
  const events: PortalEvent[] = [];
  const changes = edits.flatMap(({ type, before, after }) => {
    const { values, was } = difference(before, after);
    events.push(...eventsOf({ type, after, values, actor, at: now, ...(before && { before }) }));
    const past =
      Object.keys(values).length === 0
        ? undefined
        : portal.history.record({ type, objectId: after.id, values, was, actor, at });
    return [{ collection: type.plural, id: after.id, record: { ...after } }, ...(past ? [past] : [])];
  });
  portal.store.apply(changes);
  for (const { type, before, after } of edits) if (before === undefined) portal.table(type).addId(after.id);
  return events;
}

function difference(before: CrmRecord | undefined, after: CrmRecord) {
  const values: Record<string, string | null> = {};
  const was: Record<string, string | null> = {};
  for (const [name, value] of Object.entries(after.properties)) {
    const old = before?.properties[name] ?? null;
    if (value === old) continue;
    values[name] = value;
    was[name] = old;
  }
  return { values, was };
}

interface Told extends Edit {
  values: Record<string, string | null>;
  actor: Actor;
  at: number;
}

/** A creation also tells of every value that it set, as webhooks do (assumed: HubSpot's forum says so). */
function eventsOf({ type, before, after, values, actor, at }: Told): PortalEvent[] {
  const common = { type, objectId: after.id, actor, at };
  const events: PortalEvent[] = [];
  if (before === undefined) events.push({ ...common, kind: 'creation' });
  else if (before.archived !== after.archived)
    events.push({ ...common, kind: after.archived ? 'deletion' : 'restore' });
  for (const [name, value] of Object.entries(values))
    events.push({ ...common, kind: 'propertyChange', name, value, before: before ?? after });
  return events;
}
