import { z } from 'zod';

const auth = z.object({
  redirectUrls: z.array(z.string()),
  requiredScopes: z.array(z.string()),
  optionalScopes: z.array(z.string()).default([]),
  conditionallyRequiredScopes: z.array(z.string()).default([]),
});

/** `app-hsmeta.json`, as far as the platform's services that stand here need it. */
export const appMetaSchema = z.object({
  type: z.literal('app'),
  config: z.object({
    name: z.string(),
    auth,
    permittedUrls: z.object({ fetch: z.array(z.string()).default([]) }).default({ fetch: [] }),
  }),
});

const subscriptionSchema = z.object({
  subscriptionType: z.string(),
  objectType: z.string().optional(),
  propertyName: z.string().optional(),
  active: z.boolean(),
});
export type Subscription = z.output<typeof subscriptionSchema>;

/** `webhooks-hsmeta.json`. More than five requests at once must be allowed (project schema). */
export const webhooksMetaSchema = z.object({
  type: z.literal('webhooks'),
  config: z.object({
    settings: z.object({ targetUrl: z.string(), maxConcurrentRequests: z.number().int().min(6) }),
    subscriptions: z.object({
      crmObjects: z.array(subscriptionSchema).default([]),
      legacyCrmObjects: z.array(subscriptionSchema).default([]),
      hubEvents: z.array(subscriptionSchema).default([]),
    }),
  }),
});
export type Webhooks = z.output<typeof webhooksMetaSchema>['config'];

const fieldSchema = z.object({ typeDefinition: z.object({ name: z.string(), type: z.string() }) });

/** A workflow action's `-hsmeta.json`. */
export const actionMetaSchema = z.object({
  uid: z.string(),
  type: z.literal('workflow-action'),
  config: z.object({
    actionUrl: z.string(),
    isPublished: z.boolean().default(false),
    inputFields: z.array(fieldSchema.extend({ isRequired: z.boolean().default(false) })).default([]),
    outputFields: z.array(fieldSchema).default([]),
    objectRequestOptions: z.object({ properties: z.array(z.string()) }).optional(),
    objectTypes: z.array(z.string()).default([]),
  }),
});
export type WorkflowAction = z.output<typeof actionMetaSchema>;

/** An app project as the platform knows it after an upload. */
export interface AppProject {
  name: string;
  auth: z.output<typeof auth>;
  permittedFetchUrls: string[];
  webhooks: Webhooks | undefined;
  workflowActions: WorkflowAction[];
  /** Where an origin really is while developing: `https://api.example.com` → `http://localhost:8080`. */
  localOrigins: Record<string, string>;
}
