import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { openRecordStore, type RecordStore } from '../stand-in/record-store.ts';
import {
  groupSchema,
  type PropertyDefinition,
  type PropertyGroup,
  propertySchema,
} from './properties/property-definition.ts';
import { STANDARD_CONTACT_PROPERTIES, STANDARD_GROUPS } from './properties/standard-contact-properties.ts';

const appSchema = z.object({
  appId: z.number().int(),
  clientId: z.string(),
  clientSecret: z.string(),
  name: z.string(),
  redirectUrls: z.array(z.string()),
  requiredScopes: z.array(z.string()),
  optionalScopes: z.array(z.string()).default([]),
});

const accountSchema = z.object({
  portalId: z.number().int(),
  name: z.string(),
  users: z.array(z.object({ userId: z.number().int(), email: z.string() })).min(1),
  apps: z.array(appSchema),
});

export type App = z.output<typeof appSchema>;
export type Account = z.output<typeof accountSchema>;

export interface Contact {
  id: string;
  properties: Record<string, string | null>;
  createdAt: string;
  updatedAt: string;
  archived: boolean;
}

/** One portal: its account, its contacts and what defines them, all kept in one directory. */
export interface Portal {
  readonly account: Account;
  readonly store: RecordStore;
  readonly properties: ReadonlyMap<string, PropertyDefinition>;
  readonly groups: ReadonlyMap<string, PropertyGroup>;
  /** Ids of the contacts, ascending; they never change while the stand-in runs, because no call here creates one. */
  readonly contactIds: readonly string[];
  contact(id: string): Contact | undefined;
  saveContacts(contacts: readonly Contact[]): void;
  saveProperty(property: PropertyDefinition): void;
  saveGroup(group: PropertyGroup): void;
  close(): void;
}

/** Opens a portal's directory: `portal.json`, `properties/contacts.json`, `records/contacts.jsonl` and the journal. */
export function openPortal(directory: string): Portal {
  const account = accountSchema.parse(readJson(join(directory, 'portal.json')));
  const store = openRecordStore(directory, 'id');
  const contacts = store.collection('contacts');
  const { properties, groups } = readDefinitions(directory, store);
  const contactIds = [...contacts.values()]
    .map(each => String(each.id))
    .sort((a, b) => Number(a) - Number(b));

  return {
    account,
    store,
    properties,
    groups,
    contactIds,
    contact: id => contacts.get(id) as Contact | undefined,
    saveContacts(changed) {
      store.apply(changed.map(each => ({ collection: 'contacts', id: each.id, record: { ...each } })));
    },
    saveProperty(property) {
      store.apply([{ collection: 'contact_properties', id: property.name, record: { ...property } }]);
      properties.set(property.name, property);
    },
    saveGroup(group) {
      store.apply([{ collection: 'contact_property_groups', id: group.name, record: { ...group } }]);
      groups.set(group.name, group);
    },
    close: () => store.close(),
  };
}

const definitionsSchema = z.object({
  groups: z.array(groupSchema).default([]),
  properties: z.array(propertySchema).default([]),
});

function readDefinitions(directory: string, store: RecordStore) {
  const file = join(directory, 'properties', 'contacts.json');
  const own = definitionsSchema.parse(existsSync(file) ? readJson(file) : {});
  const called = [...store.collection('contact_properties').values()] as unknown as PropertyDefinition[];
  const calledGroups = [
    ...store.collection('contact_property_groups').values(),
  ] as unknown as PropertyGroup[];
  const properties = new Map<string, PropertyDefinition>();
  for (const each of STANDARD_CONTACT_PROPERTIES) properties.set(each.name, each);
  for (const each of own.properties)
    properties.set(each.name, { ...each, hubspotDefined: false, readOnlyValue: false });
  for (const each of called) properties.set(each.name, each);
  const groups = new Map([...STANDARD_GROUPS, ...own.groups, ...calledGroups].map(each => [each.name, each]));
  return { properties, groups };
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
