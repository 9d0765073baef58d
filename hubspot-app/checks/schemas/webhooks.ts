import { z } from 'zod';
import { httpsUrl } from './text.ts';

const KINDS = ['creation', 'deletion', 'propertyChange', 'merge', 'restore', 'associationChange'] as const;
const objectKind = z.enum(KINDS.map(kind => `object.${kind}` as const));

const crmObject = z
  .strictObject({
    subscriptionType: objectKind,
    objectType: z.string().min(1),
    propertyName: z.string().min(1).optional(),
    active: z.boolean(),
  })
  .refine(
    ({ subscriptionType, propertyName }) =>
      (subscriptionType === 'object.propertyChange') === (propertyName !== undefined),
    'names a property exactly when it is a change of one',
  );

const legacyObject = z.strictObject({
  subscriptionType: z.string().regex(/^\w+\.\w+$/),
  propertyName: z.string().optional(),
  active: z.boolean(),
});

/** Of webhooks an app has 1000 subscriptions at most, and more than 5 calls at once. */
export const webhooksConfig = z.strictObject({
  settings: z.strictObject({
    targetUrl: httpsUrl,
    maxConcurrentRequests: z.int().gt(5, 'must be above 5'),
  }),
  subscriptions: z.strictObject({
    crmObjects: z.array(crmObject).max(1000),
    legacyCrmObjects: z.array(legacyObject),
    hubEvents: z
      .array(z.strictObject({ subscriptionType: z.literal('contact.privacyDeletion'), active: z.boolean() }))
      .refine(events => events.some(({ active }) => active), 'must follow contact.privacyDeletion'),
  }),
});
