import { z } from 'zod';

/** HubSpot writes ids as numbers, here and there as text. */
const id = z.union([z.int().positive(), z.string().regex(/^[1-9]\d{0,18}$/)]).transform(String);
const word = z.string().max(200);

/** Any event, as far as it says of which portal it is. */
export const portalOfEvent = z.looseObject({ portalId: id });

/**
 * One event of a webhook, as far as it is used. Values of properties are not: the record itself is read. HubSpot names types of
 * objects by words in older subscriptions (`contact.creation`), and by ids in newer ones (`object.creation`, `0-1`).
 */
export const webhookEvent = z.object({
  portalId: id,
  subscriptionType: word.regex(/^[a-z_]+\.[A-Za-z]+$/i, 'must be such as contact.creation'),
  subscriptionId: id.optional(),
  occurredAt: z.int().min(0).max(8.64e15),
  objectId: id.optional(),
  objectTypeId: word.optional(),
  propertyName: word.optional(),
  appId: id.optional(),
  changeSource: word.optional(),
  sourceId: word.optional(),
  primaryObjectId: id.optional(),
  mergedObjectIds: z.array(id).max(100).optional(),
  newObjectId: id.optional(),
  associationType: word.optional(),
  fromObjectId: id.optional(),
  fromObjectTypeId: word.optional(),
  toObjectId: id.optional(),
  toObjectTypeId: word.optional(),
});
export type WebhookEvent = z.output<typeof webhookEvent>;

/** A webhook's body: up to 100 events. Each is judged by itself. */
export const webhookBody = z.array(z.unknown()).max(1_000);
