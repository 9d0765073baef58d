import { randomUUID } from 'node:crypto';
import type { Org } from '../org.ts';
import type { SObjectType } from '../schema/sobject-field.ts';
import { type ChangeEvent, changeEventsOf } from './change-event.ts';
import { type ChangeSchema, changeSchemaOf } from './change-schema.ts';
import { createEventFaults, type EventFault } from './event-faults.ts';
import { currentOrigin } from './request-origin.ts';

/** An event in its place on the bus. */
export interface ToldEvent {
  replayId: bigint;
  event: { id: string; schemaId: string; payload: Buffer };
}

/** Something new is there; all subscriptions are cut off; they are, for want of a token. */
export type BusChange = 'published' | 'broken' | 'refused';

/** Without an event it is only a place, which a sign of life named. */
interface BusEntry {
  replayId: bigint;
  at: number;
  event?: ToldEvent['event'];
}

/** The change events of one org, kept for 72 hours. In memory: after a restart every replay id is too old. */
export interface EventBus {
  /** The schema of an object's change events. */
  schemaOf(object: SObjectType): ChangeSchema;
  schemaWithId(id: string): ChangeSchema | undefined;
  /** Whether a subscription may begin there: the place was named, and is not purged yet. */
  knows(object: SObjectType, replayId: bigint): boolean;
  /** The events behind a place, oldest first, at most `limit`. */
  after(object: SObjectType, replayId: bigint, limit: number): ToldEvent[];
  /** The latest place; a new one when nothing has happened, so that it stays within the retention. */
  latest(object: SObjectType): bigint;
  /** Called after every publication and on `break` and `refuse`. */
  onChange(listener: (change: BusChange) => void): () => void;
  misbehave(fault: EventFault): void;
}

const RETENTION_MS = 72 * 3_600_000;
/** Ids are not contiguous, and nobody may compute with them. */
const REPLAY_ID_STEP = 7n;

/**
 * Wraps an org so that what is written to it is told on a bus, for the objects that its settings select.
 */
export function tellChanges(org: Org, now: () => number): { org: Org; bus: EventBus } {
  const entries = new Map<string, BusEntry[]>();
  const schemas = new Map<string, ChangeSchema>();
  const listeners = new Set<(change: BusChange) => void>();
  let lastReplayId = BigInt(now()) * 1000n;
  const nextReplayId = () => {
    lastReplayId += REPLAY_ID_STEP;
    return lastReplayId;
  };
  const keptOf = ({ name }: SObjectType) => {
    const all = entries.get(name) ?? [];
    const isPurged = (entry: BusEntry | undefined) => entry !== undefined && entry.at <= now() - RETENTION_MS;
    const kept = isPurged(all[0]) ? all.filter(entry => !isPurged(entry)) : all;
    entries.set(name, kept);
    return kept;
  };
  const schemaOf = (object: SObjectType) => {
    const schema = schemas.get(object.name) ?? changeSchemaOf(object);
    schemas.set(object.name, schema);
    return schema;
  };
  const emit = (change: BusChange) => {
    for (const listener of listeners) listener(change);
  };
  const faults = createEventFaults();
  const publish = (events: readonly ChangeEvent[]) => {
    for (const event of events.flatMap(faults.apply)) {
      const { id: schemaId, encode } = schemaOf(event.object);
      const told = { id: randomUUID(), schemaId, payload: encode(event) };
      keptOf(event.object).push({ replayId: nextReplayId(), at: event.committedAt, event: told });
    }
    if (events.length > 0) emit('published');
  };
  const told = new Set(org.settings.changeDataCapture);
  const save: Org['save'] = changes => {
    const transaction = { changes, origin: currentOrigin(), committedAt: now() };
    const events = told.size === 0 ? [] : changeEventsOf(org, told, transaction);
    org.save(changes);
    publish(events);
  };
  const bus: EventBus = {
    schemaOf,
    schemaWithId: id => [...schemas.values()].find(schema => schema.id === id),
    knows: (object, replayId) => keptOf(object).some(entry => entry.replayId === replayId),
    after(object, replayId, limit) {
      const kept = keptOf(object);
      const found: ToldEvent[] = [];
      let at = kept.findLastIndex(entry => entry.replayId <= replayId) + 1;
      for (; at < kept.length && found.length < limit; at++) {
        const { event, replayId: place } = kept[at]!;
        if (event !== undefined) found.push({ replayId: place, event });
      }
      return found;
    },
    latest(object) {
      const kept = keptOf(object);
      const last = kept.at(-1);
      if (last !== undefined && last.at === now()) return last.replayId;
      const place = { replayId: nextReplayId(), at: now() };
      kept.push(place);
      return place.replayId;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    misbehave(fault) {
      if (fault.kind === 'forget') entries.clear();
      else if (fault.kind === 'break') emit('broken');
      else if (fault.kind === 'refuse') emit('refused');
      else faults.add(fault);
    },
  };
  return { org: { ...org, save }, bus };
}
