import { z } from 'zod';

/** The dated version of every path; one place to move to the next one. */
export const HUBSPOT_API_VERSION = '2026-03';

/** The paths that the connector calls. */
export const PATHS = {
  token: `/oauth/${HUBSPOT_API_VERSION}/token`,
  account: `/account-info/${HUBSPOT_API_VERSION}/details`,
  users: `/settings/users/${HUBSPOT_API_VERSION}`,
  install: `/appinstalls/${HUBSPOT_API_VERSION}/external-install`,
  contacts: `/crm/objects/${HUBSPOT_API_VERSION}/contacts`,
  search: `/crm/objects/${HUBSPOT_API_VERSION}/contacts/search`,
  batchRead: `/crm/objects/${HUBSPOT_API_VERSION}/contacts/batch/read`,
  batchUpdate: `/crm/objects/${HUBSPOT_API_VERSION}/contacts/batch/update`,
  calls: `/crm/objects/${HUBSPOT_API_VERSION}/calls`,
  callsSearch: `/crm/objects/${HUBSPOT_API_VERSION}/calls/search`,
  callContacts: `/crm/associations/${HUBSPOT_API_VERSION}/calls/contacts/batch/read`,
  meetings: `/crm/objects/${HUBSPOT_API_VERSION}/meetings`,
  meetingsSearch: `/crm/objects/${HUBSPOT_API_VERSION}/meetings/search`,
  meetingContacts: `/crm/associations/${HUBSPOT_API_VERSION}/meetings/contacts/batch/read`,
  emails: `/crm/objects/${HUBSPOT_API_VERSION}/emails`,
  emailsSearch: `/crm/objects/${HUBSPOT_API_VERSION}/emails/search`,
  emailsBatchRead: `/crm/objects/${HUBSPOT_API_VERSION}/emails/batch/read`,
  emailContacts: `/crm/associations/${HUBSPOT_API_VERSION}/emails/contacts/batch/read`,
  notes: `/crm/objects/${HUBSPOT_API_VERSION}/notes`,
  notesSearch: `/crm/objects/${HUBSPOT_API_VERSION}/notes/search`,
  noteContacts: `/crm/associations/${HUBSPOT_API_VERSION}/notes/contacts/batch/read`,
  tasks: `/crm/objects/${HUBSPOT_API_VERSION}/tasks`,
  taskBatchRead: `/crm/objects/${HUBSPOT_API_VERSION}/tasks/batch/read`,
  properties: `/crm/properties/${HUBSPOT_API_VERSION}/contacts`,
  propertyGroups: `/crm/properties/${HUBSPOT_API_VERSION}/contacts/groups`,
  propertyBatchCreate: `/crm/properties/${HUBSPOT_API_VERSION}/contacts/batch/create`,
  actionCallbacks: `/automation/actions/callbacks/${HUBSPOT_API_VERSION}/complete`,
  contactLeads: `/crm/associations/${HUBSPOT_API_VERSION}/contacts/leads/batch/read`,
  leadContacts: `/crm/associations/${HUBSPOT_API_VERSION}/leads/contacts/batch/read`,
  leadsSearch: `/crm/objects/${HUBSPOT_API_VERSION}/leads/search`,
  leadBatchUpdate: `/crm/objects/${HUBSPOT_API_VERSION}/leads/batch/update`,
  leadProperties: `/crm/properties/${HUBSPOT_API_VERSION}/leads`,
  leadPropertyGroups: `/crm/properties/${HUBSPOT_API_VERSION}/leads/groups`,
  leadPropertyBatchCreate: `/crm/properties/${HUBSPOT_API_VERSION}/leads/batch/create`,
} as const;

/**
 * The scopes that the app asks for, each with the calls that need it: the least set. They must equal the app's own
 * (`hubspot-app/src/app/app-hsmeta.json`), or HubSpot blocks the install; a test holds the two together.
 */
export const HUBSPOT_SCOPES = [
  // Tokens, and which portal they belong to.
  'oauth',
  // Reading leads, how their properties changed, and their forms, calls, meetings, emails and notes.
  'crm.objects.contacts.read',
  // Writing scores, and the tasks that people ask for: tasks go by the contacts' scopes.
  'crm.objects.contacts.write',
  // Which score properties exist.
  'crm.schemas.contacts.read',
  // Creating the ones that are missing.
  'crm.schemas.contacts.write',
  // Whether the user of our settings page administers the portal.
  'settings.users.read',
] as const;

/** Granted only by portals that have Lead records. */
export const LEAD_SCOPES = [
  // Which Lead records a contact has, which of them are new, and which of our properties exist on them.
  'crm.objects.leads.read',
  // Writing scores to them, and creating the properties.
  'crm.objects.leads.write',
] as const;

/** Asked for besides, and granted only by portals that have what they are about: the `optionalScopes` of the app. */
export const HUBSPOT_OPTIONAL_SCOPES = [
  ...LEAD_SCOPES,
  // Telling a workflow how an action ended that it had to wait for.
  'automation',
] as const;

/** The object type of a lead in HubSpot, as the product stores it. */
export const CONTACT = 'contact';

/** A moment as HubSpot returns it: ISO 8601, or epoch milliseconds in older properties. */
export function momentOf(text: string): Date | undefined {
  const moment = /^\d+$/.test(text) ? new Date(Number(text)) : new Date(text);
  return text === '' || Number.isNaN(moment.getTime()) ? undefined : moment;
}

/** Most records in one list page, batch read or batch update. */
export const MAX_BATCH = 100;

/** Most records in one batch read that asks for histories. */
export const MAX_BATCH_WITH_HISTORY = 50;

/** Most records in one question for what they are associated with. */
export const MAX_ASSOCIATIONS = 1_000;

/** Most records in one page of a search. */
export const MAX_SEARCH_PAGE = 200;

/** A version of a property's value. HubSpot tells them from the newest to the oldest. */
const versionSchema = z.object({ value: z.string().nullish(), timestamp: z.string() });

/** A record of any type, as far as a read asked for it. */
const objectSchema = z.object({
  id: z.string(),
  properties: z.record(z.string(), z.string().nullish()).default({}),
  propertiesWithHistory: z.record(z.string(), z.array(versionSchema)).default({}),
});
export type HubspotObject = z.output<typeof objectSchema>;

/** What every contact carries, whatever properties a call asked for. */
export const contactSchema = objectSchema.extend({ createdAt: z.string(), updatedAt: z.string() });
export type HubspotContact = z.output<typeof contactSchema>;

const pagingSchema = z.object({ next: z.object({ after: z.string() }).optional() }).optional();

/** A page of the list. */
export const listSchema = z.object({ results: z.array(contactSchema), paging: pagingSchema });

/** A page of a search. */
export const searchSchema = z.object({
  total: z.number(),
  results: z.array(objectSchema),
  paging: pagingSchema,
});

/** Which records others are about. */
export const associationsSchema = z.object({
  results: z.array(
    z.object({
      from: z.object({ id: z.string() }),
      to: z.array(
        z.object({
          toObjectId: z.union([z.string(), z.number()]).transform(String),
          associationTypes: z.array(z.object({ typeId: z.number() })).default([]),
        }),
      ),
    }),
  ),
  errors: z.array(z.object({ category: z.string().default('') })).default([]),
});

/** Which records of another type a record is associated with. */
export const associatedSchema = z.object({
  results: z.array(z.object({ toObjectId: z.union([z.string(), z.number()]) })),
});

/** Tasks, as far as they are looked at. */
export const tasksSchema = z.object({ results: z.array(contactSchema.pick({ id: true, properties: true })) });

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

/** A user of the portal, as far as rights go. HubSpot's own examples show the right as a word, too. */
export const userSchema = z.object({
  superAdmin: z.union([z.boolean(), z.enum(['true', 'false'])]).default(false),
});

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
  user_id: z.number().optional(),
  scopes: z.array(z.string()).optional(),
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
