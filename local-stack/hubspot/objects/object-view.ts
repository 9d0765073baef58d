import type { CrmRecord } from '../portal/crm-record.ts';
import { versionsOf } from '../portal/history.ts';
import type { Portal } from '../portal/portal.ts';
import type { ObjectType } from './object-type.ts';

/** A property's value, the ones that the platform derives from the record included. `null` is empty. */
export function readProperty(type: ObjectType, record: CrmRecord, name: string): string | null {
  if (name === 'hs_object_id') return record.id;
  if (name === type.modifiedProperty) return record.updatedAt;
  if (name === type.createdProperty) return record.properties[name] ?? record.createdAt;
  return record.properties[name] ?? null;
}

/** What a call wants to see of a record. */
export interface View {
  /** None is the type's default properties. */
  properties: readonly string[];
  propertiesWithHistory?: readonly string[];
  /** The caller's scopes: what is written in an email is for `sales-email-read` only. */
  scopes: readonly string[];
}

/**
 * A record as the API returns it: the asked-for properties that exist, `null` where empty; unknown names are left out.
 */
export function recordToJson(
  portal: Portal,
  type: ObjectType,
  record: CrmRecord,
  view: View,
): Record<string, unknown> {
  const { properties: known } = portal.table(type);
  const asked = view.properties.length === 0 ? type.defaultProperties : view.properties;
  const withHistory = view.propertiesWithHistory ?? [];
  const names = new Set([
    type.createdProperty,
    'hs_object_id',
    type.modifiedProperty,
    ...asked,
    ...withHistory,
  ]);
  const properties: Record<string, string | null> = {};
  for (const name of names)
    if (known.has(name))
      properties[name] = mayRead(type, name, view.scopes) ? readProperty(type, record, name) : null;
  const { id, createdAt, updatedAt, archived, archivedAt } = record;
  return {
    ...{ id, properties, createdAt, updatedAt, archived: archived ?? false },
    ...(archivedAt === undefined ? {} : { archivedAt }),
    ...(withHistory.length === 0 ? {} : { propertiesWithHistory: historyOf(portal, type, record, view) }),
  };
}

function historyOf(portal: Portal, type: ObjectType, record: CrmRecord, view: View) {
  const changes = portal.history.of(type.id, record.id);
  const names = (view.propertiesWithHistory ?? []).filter(name => portal.table(type).properties.has(name));
  return Object.fromEntries(
    names.map(name => {
      const versions = mayRead(type, name, view.scopes) ? versionsOf(record, name, changes, type) : [];
      return [name, versions];
    }),
  );
}

/** What a logged email says, besides that it was sent. */
const EMAIL_CONTENT = new Set(['hs_email_subject', 'hs_email_text', 'hs_email_html']);

/** `sales-email-read` reads the details of one-to-one emails (scopes reference); without it they are empty (assumed). */
function mayRead({ plural }: ObjectType, name: string, scopes: readonly string[]): boolean {
  return plural !== 'emails' || !EMAIL_CONTENT.has(name) || scopes.includes('sales-email-read');
}
