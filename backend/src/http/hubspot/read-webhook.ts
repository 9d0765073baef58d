import { createHash } from 'node:crypto';
import { SCORE_FIELDS } from '@aix/shared-scoring';
import type { ToldChange } from '../../store/told-changes.ts';
import type { PortalChanges } from '../../use-cases/portals/receive-told-changes.ts';
import { portalOfEvent, type WebhookEvent, webhookEvent } from './webhook-schema.ts';

/** What a batch of events says, and how many of them say nothing for us. */
export interface WebhookReading {
  portals: PortalChanges[];
  /** Told of what we wrote ourselves. */
  own: number;
  /** Of objects that show no lead, such as companies. */
  notFollowed: number;
  /** That do not even say of which portal they are. */
  lost: number;
}

/** The object that shows leads, in HubSpot's words and as the product stores it. */
const CONTACT = { word: 'contact', typeId: '0-1' } as const;
/** As HubSpot's contact has them. */
const OWN_PROPERTIES = new Set(SCORE_FIELDS.map(({ key }) => `aix_${key}`));

/** Sorts a batch by portal and use. Junk is kept aside with its reason, without what a person's property may hold. */
export function readWebhook(events: readonly unknown[]): WebhookReading {
  const byPortal = new Map<string, { changes: ToldChange[]; asides: { reason: string; event: unknown }[] }>();
  const reading: WebhookReading = { portals: [], own: 0, notFollowed: 0, lost: 0 };
  for (const given of events) {
    const named = portalOfEvent.safeParse(given);
    if (!named.success) {
      reading.lost += 1;
      continue;
    }
    const { portalId } = named.data;
    const ofPortal = byPortal.get(portalId) ?? { changes: [], asides: [] };
    byPortal.set(portalId, ofPortal);
    const read = readEvent(named.data);
    if (typeof read === 'string') reading[read] += 1;
    else if ('reason' in read) ofPortal.asides.push(read);
    else ofPortal.changes.push(...read.changes);
  }
  reading.portals = [...byPortal].map(([portalId, told]) => ({ portalId, ...told }));
  return reading;
}

type EventReading = 'own' | 'notFollowed' | { reason: string; event: unknown } | { changes: ToldChange[] };

function readEvent(given: Record<string, unknown>): EventReading {
  const parsed = webhookEvent.safeParse(given);
  if (!parsed.success) {
    const [fault] = parsed.error.issues;
    return aside(given, `${fault?.path.join('.') || 'The event'}: ${fault?.message}`);
  }
  const event = parsed.data;
  if (isOwn(event)) return 'own';
  const named = recordsNamedBy(event);
  if (named === undefined) return 'notFollowed';
  if (named.length === 0) return aside(given, 'The event names no record');
  return { changes: named.map(record => ({ ...record, key: keyOf(event, record) })) };
}

/** What this app wrote, so that our own scores do not make us score again. */
function isOwn({ changeSource, sourceId, appId, propertyName }: WebhookEvent): boolean {
  if (propertyName !== undefined && OWN_PROPERTIES.has(propertyName)) return true;
  return changeSource === 'INTEGRATION' && sourceId !== undefined && sourceId === appId;
}

type NamedRecord = Omit<ToldChange, 'key'>;

/** The contacts that an event is about; none when it should name one and does not, undefined when it is about other objects. */
function recordsNamedBy(event: WebhookEvent): NamedRecord[] | undefined {
  const { subscriptionType, objectTypeId, objectId } = event;
  const [object = '', what = ''] = subscriptionType.split('.');
  if (what === 'associationChange') return associatedContacts(event, object);
  if (object.toLowerCase() !== CONTACT.word && objectTypeId !== CONTACT.typeId) return undefined;
  if (what === 'merge') return mergedContacts(event);
  const kind = what === 'privacyDeletion' ? 'erased' : 'changed';
  return objectId === undefined ? [] : [contact(objectId, kind)];
}

function mergedContacts({
  primaryObjectId,
  mergedObjectIds = [],
  newObjectId,
  objectId,
}: WebhookEvent): NamedRecord[] {
  const heir = newObjectId ?? primaryObjectId ?? objectId;
  if (heir === undefined) return [];
  // Where a merge makes a new record, the former primary one is gone, too.
  const merged = new Set([...mergedObjectIds, ...(primaryObjectId === undefined ? [] : [primaryObjectId])]);
  merged.delete(heir);
  return [
    contact(heir, 'changed'),
    ...[...merged].map(id => ({ ...contact(id, 'merged'), mergedInto: heir })),
  ];
}

function associatedContacts(event: WebhookEvent, object: string): NamedRecord[] | undefined {
  const { associationType = '', fromObjectTypeId, toObjectTypeId, fromObjectId, toObjectId } = event;
  const [from = '', to = ''] = associationType.toLowerCase().split('_to_');
  const isFrom = fromObjectTypeId === CONTACT.typeId || from === CONTACT.word || object === CONTACT.word;
  const isTo = toObjectTypeId === CONTACT.typeId || to === CONTACT.word;
  if (!isFrom && !isTo) return undefined;
  const ids = [isFrom ? fromObjectId : undefined, isTo ? toObjectId : undefined];
  return ids.flatMap(id => (id === undefined ? [] : [contact(id, 'changed')]));
}

function contact(objectId: string, kind: ToldChange['kind']): NamedRecord {
  return { kind, objectType: CONTACT.word, objectId };
}

/** The same change each time that HubSpot tells it: event ids are not unique, and attempts count up. */
function keyOf(
  { subscriptionId, subscriptionType, occurredAt, propertyName }: WebhookEvent,
  record: NamedRecord,
): Buffer {
  const { objectId, kind, mergedInto } = record;
  const parts = [subscriptionId, subscriptionType, occurredAt, propertyName, objectId, kind, mergedInto];
  return createHash('sha256')
    .update(JSON.stringify(parts.map(part => part ?? null)))
    .digest();
}

const LONGEST_ASIDE = 4_000;

/** An event as it came, without the value of a property, which may be personal. */
function aside({ propertyValue: _, ...event }: Record<string, unknown>, reason: string): EventReading {
  const isShort = JSON.stringify(event).length <= LONGEST_ASIDE;
  return { reason, event: isShort ? event : { portalId: event.portalId, tooLong: true } };
}
