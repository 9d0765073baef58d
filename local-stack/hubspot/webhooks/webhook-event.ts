import type { Subscription } from '../app-project/app-project.ts';
import { findObjectType } from '../objects/object-type.ts';
import type { PortalEvent } from '../portal/portal-event.ts';

/** One notification as it is sent, but for its attempt number. */
export type WebhookEvent = Record<string, unknown> & { eventId: number; subscriptionId: number };

const ACTIONS: Readonly<Record<PortalEvent['kind'], string>> = {
  creation: 'creation',
  deletion: 'deletion',
  restore: 'restore',
  propertyChange: 'propertyChange',
  merge: 'merge',
  associationChange: 'associationChange',
  privacyDeletion: 'privacyDeletion',
};

/** Whether a subscription is about what happened: `object.creation` with an object type, or `contact.creation`. */
export function isSubscribed(subscription: Subscription, event: PortalEvent): boolean {
  const [subject = '', action] = subscription.subscriptionType.split('.');
  const objectType = subject === 'object' ? (subscription.objectType ?? '') : subject;
  if (!subscription.active || action !== ACTIONS[event.kind]) return false;
  if (findObjectType(objectType)?.id !== event.type.id) return false;
  return event.kind !== 'propertyChange' || subscription.propertyName === event.name;
}

/** What a notification says besides its ids (webhooks reference); `changeFlag` for a restore is assumed. */
export function describeEvent(subscription: Subscription, event: PortalEvent): Record<string, unknown> {
  const { type, objectId, actor, at } = event;
  const isGeneric = subscription.subscriptionType.startsWith('object.');
  return {
    occurredAt: at,
    subscriptionType: subscription.subscriptionType,
    objectId: Number(objectId),
    ...(isGeneric ? { objectTypeId: type.id } : {}),
    changeSource: actor.source,
    sourceId: actor.sourceId,
    ...detailsOf(event),
  };
}

const CHANGE_FLAGS: Readonly<Partial<Record<PortalEvent['kind'], string>>> = {
  creation: 'CREATED',
  deletion: 'DELETED',
  restore: 'RESTORED',
};

function detailsOf(event: PortalEvent): Record<string, unknown> {
  switch (event.kind) {
    case 'propertyChange':
      return { propertyName: event.name, propertyValue: event.value ?? '', isSensitive: false };
    case 'merge':
      return {
        primaryObjectId: Number(event.primaryId),
        mergedObjectIds: event.mergedIds.map(Number),
        newObjectId: Number(event.objectId),
      };
    case 'associationChange':
      return {
        associationType: `${event.type.singular}_TO_${event.toType.singular}`.toUpperCase(),
        associationCategory: 'HUBSPOT_DEFINED',
        associationTypeId: event.associationTypeId,
        fromObjectId: Number(event.objectId),
        fromObjectTypeId: event.type.id,
        toObjectId: Number(event.toId),
        toObjectTypeId: event.toType.id,
        associationRemoved: event.isRemoved,
        isPrimaryAssociation: event.isPrimary,
      };
    default: {
      const changeFlag = CHANGE_FLAGS[event.kind];
      return changeFlag === undefined ? {} : { changeFlag };
    }
  }
}
