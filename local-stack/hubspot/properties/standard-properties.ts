import type { ObjectType } from '../objects/object-type.ts';
import type { PropertyDefinition, PropertyGroup } from './property-definition.ts';
import { STANDARD_CONTACT_PROPERTIES } from './standard-contact-properties.ts';
import { STANDARD_RECORD_PROPERTIES } from './standard-record-properties.ts';

/** The properties that every portal has for an object type: the names and types are the platform's. */
export function standardProperties({ plural, singular }: ObjectType): readonly PropertyDefinition[] {
  if (plural === 'contacts') return STANDARD_CONTACT_PROPERTIES;
  const groupName = `${singular}information`;
  return (STANDARD_RECORD_PROPERTIES[plural] ?? []).map(each => ({ ...each, groupName }));
}

const CONTACT_GROUPS: readonly PropertyGroup[] = [
  { name: 'contactinformation', label: 'Contact information', displayOrder: 0 },
  { name: 'contactlcs', label: 'Contact lifecycle stage', displayOrder: 1 },
  { name: 'analyticsinformation', label: 'Web analytics history', displayOrder: 2 },
  { name: 'conversioninformation', label: 'Conversion information', displayOrder: 3 },
];

/** The groups that every portal has for an object type. Those of activities and leads are named alike (assumed). */
export function standardGroups({ plural, singular }: ObjectType): readonly PropertyGroup[] {
  if (plural === 'contacts') return CONTACT_GROUPS;
  const label = `${singular[0]!.toUpperCase()}${singular.slice(1)} information`;
  return [{ name: `${singular}information`, label, displayOrder: 0 }];
}
