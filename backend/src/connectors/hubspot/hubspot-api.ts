import { z } from 'zod';

/** The dated version of every path; one place to move to the next one. */
export const HUBSPOT_API_VERSION = '2026-03';

/** The paths that the connector calls. */
export const PATHS = {
  token: `/oauth/${HUBSPOT_API_VERSION}/token`,
  account: `/account-info/${HUBSPOT_API_VERSION}/details`,
  contacts: `/crm/objects/${HUBSPOT_API_VERSION}/contacts`,
  search: `/crm/objects/${HUBSPOT_API_VERSION}/contacts/search`,
  batchRead: `/crm/objects/${HUBSPOT_API_VERSION}/contacts/batch/read`,
  batchUpdate: `/crm/objects/${HUBSPOT_API_VERSION}/contacts/batch/update`,
  properties: `/crm/properties/${HUBSPOT_API_VERSION}/contacts`,
  propertyGroups: `/crm/properties/${HUBSPOT_API_VERSION}/contacts/groups`,
  propertyBatchCreate: `/crm/properties/${HUBSPOT_API_VERSION}/contacts/batch/create`,
} as const;

/**
 * The scopes that the app asks for, each with the calls that need it: the least set. They must equal the app's own
 * (`hubspot-app/src/app/app-hsmeta.json`), or HubSpot blocks the install; a test holds the two together.
 */
export const HUBSPOT_SCOPES = [
  // Tokens, and which portal they belong to.
  'oauth',
  // Reading leads.
  'crm.objects.contacts.read',
  // Writing scores.
  'crm.objects.contacts.write',
  // Which score properties exist.
  'crm.schemas.contacts.read',
  // Creating the ones that are missing.
  'crm.schemas.contacts.write',
] as const;

/** Most records in one list page, batch read or batch update. */
export const MAX_BATCH = 100;

/** Most records in one page of a search. */
export const MAX_SEARCH_PAGE = 200;

/** What every contact carries, whatever properties a call asked for. */
export const contactSchema = z.object({
  id: z.string(),
  properties: z.record(z.string(), z.string().nullish()),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type HubspotContact = z.output<typeof contactSchema>;

const pagingSchema = z.object({ next: z.object({ after: z.string() }).optional() }).optional();

/** A page of the list. */
export const listSchema = z.object({ results: z.array(contactSchema), paging: pagingSchema });

/** A page of a search for ids. */
export const searchSchema = z.object({
  total: z.number(),
  results: z.array(z.object({ id: z.string() })),
  paging: pagingSchema,
});

/** A batch's answer, in full (200) or in part (207). */
export const batchSchema = z.object({
  results: z.array(contactSchema),
  errors: z
    .array(
      z.object({
        category: z.string().default(''),
        message: z.string().default(''),
        context: z.object({ ids: z.array(z.string()).default([]) }).default({ ids: [] }),
      }),
    )
    .default([]),
});
export type HubspotBatch = z.output<typeof batchSchema>;

/** Which portal the tokens belong to. */
export const accountSchema = z.object({ portalId: z.number() });

/** The portal's properties, as far as the set-up compares them. */
export const propertiesSchema = z.object({
  results: z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      options: z.array(z.object({ value: z.string() })).default([]),
      modificationMetadata: z.object({ readOnlyValue: z.boolean().default(false) }).optional(),
    }),
  ),
});
export type HubspotProperty = z.output<typeof propertiesSchema>['results'][number];

/** The token endpoint's success. */
export const tokenSchema = z.object({
  access_token: z.string(),
  refresh_token: z.string(),
  expires_in: z.number().positive(),
});

/** The body of a refusal, as far as every part of the API shares it. */
export const refusalSchema = z.object({
  message: z.string().default(''),
  category: z.string().default(''),
  policyName: z.string().default(''),
  errors: z
    .array(
      z.object({
        code: z.string().default(''),
        context: z.object({ propertyName: z.array(z.string()).default([]) }).default({ propertyName: [] }),
      }),
    )
    .default([])
    .catch([]),
});
export type Refusal = z.output<typeof refusalSchema>;
