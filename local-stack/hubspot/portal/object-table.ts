import { z } from 'zod';
import type { RecordStore } from '../../stand-in/record-store.ts';
import type { ObjectType } from '../objects/object-type.ts';
import {
  groupSchema,
  type PropertyDefinition,
  type PropertyGroup,
  propertySchema,
} from '../properties/property-definition.ts';
import { standardGroups, standardProperties } from '../properties/standard-properties.ts';
import type { CrmRecord } from './crm-record.ts';

/** The records of one object type and what defines them. */
export interface ObjectTable {
  readonly type: ObjectType;
  readonly properties: ReadonlyMap<string, PropertyDefinition>;
  readonly groups: ReadonlyMap<string, PropertyGroup>;
  /** Ids of all records, archived ones too, ascending. */
  readonly ids: readonly string[];
  record(id: string): CrmRecord | undefined;
  /** To be told of a record that is new. */
  addId(id: string): void;
  /** To be told of a record that is gone for good. */
  dropId(id: string): void;
  saveProperty(property: PropertyDefinition): void;
  saveGroup(group: PropertyGroup): void;
}

const definitionsSchema = z.object({
  groups: z.array(groupSchema).default([]),
  properties: z.array(propertySchema).default([]),
});

/** The records of one type, from the store; `definitions` is what the portal's directory defines besides the platform. */
export function openObjectTable(type: ObjectType, store: RecordStore, definitions: unknown): ObjectTable {
  const records = store.collection(type.plural);
  const { properties, groups } = collectDefinitions(type, store, definitions);
  const ids = [...records.values()].map(each => String(each.id)).sort((a, b) => Number(a) - Number(b));
  return {
    type,
    properties,
    groups,
    ids,
    record: id => records.get(id) as CrmRecord | undefined,
    addId: id => void ids.push(id),
    dropId(id) {
      const position = ids.indexOf(id);
      if (position >= 0) ids.splice(position, 1);
    },
    saveProperty(property) {
      store.apply([
        { collection: `${type.singular}_properties`, id: property.name, record: { ...property } },
      ]);
      properties.set(property.name, property);
    },
    saveGroup(group) {
      store.apply([{ collection: `${type.singular}_property_groups`, id: group.name, record: { ...group } }]);
      groups.set(group.name, group);
    },
  };
}

function collectDefinitions(type: ObjectType, store: RecordStore, definitions: unknown) {
  const own = definitionsSchema.parse(definitions);
  const called = [
    ...store.collection(`${type.singular}_properties`).values(),
  ] as unknown as PropertyDefinition[];
  const calledGroups = [
    ...store.collection(`${type.singular}_property_groups`).values(),
  ] as unknown as PropertyGroup[];
  const properties = new Map<string, PropertyDefinition>();
  for (const each of standardProperties(type)) properties.set(each.name, each);
  for (const each of own.properties)
    properties.set(each.name, { ...each, hubspotDefined: false, readOnlyValue: false });
  for (const each of called) properties.set(each.name, each);
  const groups = new Map(
    [...standardGroups(type), ...own.groups, ...calledGroups].map(each => [each.name, each]),
  );
  return { properties, groups };
}
