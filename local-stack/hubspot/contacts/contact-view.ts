import type { Contact, Portal } from '../portal.ts';

/** What the API returns when a call names no properties (CRM reference, contacts). */
export const DEFAULT_PROPERTIES = ['createdate', 'email', 'firstname', 'lastname'] as const;

/** Always returned, whatever a call names. */
const ALWAYS = ['createdate', 'hs_object_id', 'lastmodifieddate'] as const;

/** A property's value, the ones that the platform derives from the record included. `null` is empty. */
export function readProperty(contact: Contact, name: string): string | null {
  if (name === 'hs_object_id') return contact.id;
  if (name === 'lastmodifieddate') return contact.updatedAt;
  if (name === 'createdate') return contact.properties.createdate ?? contact.createdAt;
  return contact.properties[name] ?? null;
}

/** A contact as the API returns it: the asked-for properties that exist, `null` where empty; unknown names are left out. */
export function contactToJson(
  portal: Portal,
  contact: Contact,
  asked: readonly string[],
): Record<string, unknown> {
  const names = new Set([...ALWAYS, ...(asked.length === 0 ? DEFAULT_PROPERTIES : asked)]);
  const properties: Record<string, string | null> = {};
  for (const name of names) if (portal.properties.has(name)) properties[name] = readProperty(contact, name);
  const { id, createdAt, updatedAt, archived } = contact;
  return { id, properties, createdAt, updatedAt, archived: archived ?? false };
}
