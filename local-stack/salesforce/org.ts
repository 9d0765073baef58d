import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import {
  openRecordStore,
  type RecordChange,
  type RecordStore,
  type StoredRecord,
} from '../stand-in/record-store.ts';
import { permissionRecords } from './access/permission-records.ts';
import { readPermissionSets } from './access/permission-set.ts';
import { PlatformError } from './platform-error.ts';
import { isRecordId } from './record-id.ts';
import { createHistoryWriter } from './records/field-history.ts';
import { customMetadataRecords } from './schema/custom-metadata.ts';
import { loadSchema } from './schema/load-schema.ts';
import type { OrgSchema, SObjectType } from './schema/sobject-field.ts';
import { createRuleCheck, type RuleCheck } from './validation/validation-rules.ts';

const recordId = (prefix: string) =>
  z.string().refine(id => id.length === 18 && id.startsWith(prefix) && isRecordId(id), {
    message: `must be an 18-character id that begins with ${prefix}`,
  });

const userSchema = z.object({
  id: recordId('005'),
  username: z.string(),
  name: z.string(),
  email: z.string(),
  /** An administrator sees and edits all; with minimum access it takes permission sets. */
  profile: z.enum(['System Administrator', 'Minimum Access - Salesforce']).default('System Administrator'),
  /** The assigned permission sets, by their names in `metadata/permissionsets`. */
  permissionSets: z.array(z.string()).default([]),
});
const externalClientAppSchema = z.object({
  clientId: z.string(),
  name: z.string(),
  /** PEM: an X.509 certificate or a public key. */
  certificate: z.string(),
  preauthorizedUsernames: z.array(z.string()),
  /** Where the web-server flow may send its code; none switches that flow off. */
  callbackUrls: z.array(z.string()).default([]),
});
const settingsSchema = z.object({
  organizationId: recordId('00D'),
  name: z.string(),
  isSandbox: z.boolean(),
  users: z.array(userSchema).min(1),
  externalClientApps: z.array(externalClientAppSchema),
  dailyApiRequests: z.number().int().positive(),
  /** Objects whose changes are told as events; five at most without an add-on, none until an admin selects them. */
  changeDataCapture: z.array(z.string()).max(5).default([]),
});

export type OrgUser = z.output<typeof userSchema>;
export type ExternalClientApp = z.output<typeof externalClientAppSchema>;
export type OrgSettings = z.output<typeof settingsSchema>;

/** One org, opened from its directory. */
export interface Org {
  readonly settings: OrgSettings;
  readonly schema: OrgSchema;
  readonly store: RecordStore;
  /** @throws PlatformError NOT_FOUND for a type that the org does not have */
  objectType(name: string): SObjectType;
  /** Records of a type, users and the organization included. */
  records(object: SObjectType): Iterable<StoredRecord>;
  record(object: SObjectType, id: string): StoredRecord | undefined;
  /** Refuses a record that breaks a validation rule of the org. */
  checkRules: RuleCheck;
  /** Applies changes at once, with the history of tracked fields. */
  save(changes: readonly RecordChange[]): void;
}

/** Opens an org directory. @throws Error naming what `org.json` lacks */
export function openOrg(directory: string): Org {
  const settings = readSettings(directory);
  const schema = loadSchema(directory);
  const store = openRecordStore(directory, 'Id');
  const setUp = setUpRecords(settings, schema, [...readPermissionSets(directory).keys()]);
  const writeHistory = createHistoryWriter(schema, store);
  const recordsOf = (object: SObjectType) =>
    object.name.endsWith('__mdt')
      ? customMetadataRecords(directory, object)
      : (setUp.get(object.name) ?? store.collection(object.name));
  return {
    settings,
    schema,
    store,
    objectType(name) {
      const object = schema.get(name.toLowerCase());
      if (object === undefined)
        throw new PlatformError(404, 'NOT_FOUND', 'The requested resource does not exist');
      return object;
    },
    records: object => recordsOf(object).values(),
    record: (object, id) => recordsOf(object).get(id),
    checkRules: createRuleCheck(directory, schema.values()),
    save: changes => store.apply([...changes, ...writeHistory(changes)]),
  };
}

function readSettings(directory: string): OrgSettings {
  const path = join(directory, 'org.json');
  if (!existsSync(path)) throw new Error(`${path} is missing: it describes the org to serve`);
  const parsed = settingsSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (!parsed.success) throw new Error(`${path} is not as it should be:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** Users, the organization and permission sets are settings of the org, and yet records that SOQL can read. */
function setUpRecords(
  settings: OrgSettings,
  schema: OrgSchema,
  permissionSets: readonly string[],
): Map<string, Map<string, StoredRecord>> {
  const since = '2020-01-01T00:00:00.000+0000';
  const system = { CreatedDate: since, LastModifiedDate: since, SystemModstamp: since };
  const users = settings.users.map(user => ({
    Id: user.id,
    Username: user.username,
    Name: user.name,
    Email: user.email,
    IsActive: true,
    ...system,
  }));
  const organization = {
    Id: settings.organizationId,
    Name: settings.name,
    IsSandbox: settings.isSandbox,
    InstanceName: 'LOCAL',
    OrganizationType: 'Enterprise Edition',
    NamespacePrefix: null,
    TrialExpirationDate: null,
    ...system,
  };
  return new Map<string, Map<string, StoredRecord>>([
    ['User', new Map(users.map(user => [user.Id, user]))],
    ['Organization', new Map([[organization.Id, organization]])],
    ['FieldDefinition', fieldDefinitions(schema)],
    ...permissionRecords(permissionSets, settings.users),
  ]);
}

/** Each field of each object as the set-up pages list it. */
function fieldDefinitions(schema: OrgSchema): Map<string, StoredRecord> {
  const definitions = [...schema.values()].flatMap(object =>
    object.fields.map(field => ({
      Id: `${object.name}.${field.name}`,
      DurableId: `${object.name}.${field.name}`,
      QualifiedApiName: field.name,
      EntityDefinitionId: object.name,
      IsFieldHistoryTracked: field.trackHistory,
    })),
  );
  return new Map(definitions.map(definition => [definition.Id, definition]));
}
