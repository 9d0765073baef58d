import { createHash } from 'node:crypto';
import avro from 'avsc';
import type { StoredRecord } from '../../stand-in/record-store.ts';
import type { SObjectField, SObjectType } from '../schema/sobject-field.ts';
import type { ChangeEvent } from './change-event.ts';

/** The Avro schema of an object's change events, and how an event is written by it. */
export interface ChangeSchema {
  id: string;
  json: string;
  encode(event: ChangeEvent): Buffer;
}

/** Fields that change events join in one, by the joint name: a person's name, an address. */
const COMPOUNDS = [
  { name: 'Name', type: 'Switchable_PersonName', prefix: '', parts: ['Salutation', 'FirstName', 'LastName'] },
  ...['', 'Mailing'].map(prefix => ({
    ...{ name: `${prefix}Address`, type: 'Address', prefix },
    parts: ['Street', 'City', 'State', 'PostalCode', 'Country'],
  })),
];

interface SchemaField {
  name: string;
  /** Field name by name in the schema: of the field itself, or of the parts of a compound. */
  sources: ReadonlyMap<string, string>;
  type: unknown;
}

const HEADER = {
  type: 'record',
  name: 'ChangeEventHeader',
  fields: [
    { name: 'entityName', type: 'string' },
    { name: 'recordIds', type: { type: 'array', items: 'string' } },
    {
      name: 'changeType',
      type: {
        type: 'enum',
        name: 'ChangeType',
        symbols:
          'CREATE UPDATE DELETE UNDELETE GAP_CREATE GAP_UPDATE GAP_DELETE GAP_UNDELETE GAP_OVERFLOW SNAPSHOT'.split(
            ' ',
          ),
      },
    },
    { name: 'changeOrigin', type: 'string' },
    { name: 'transactionKey', type: 'string' },
    { name: 'sequenceNumber', type: 'int' },
    { name: 'commitTimestamp', type: 'long' },
    { name: 'commitNumber', type: 'long' },
    { name: 'commitUser', type: 'string' },
    ...['nulledFields', 'diffFields', 'changedFields'].map(name => ({
      name,
      type: { type: 'array', items: 'string' },
    })),
  ],
};

/** Derives the schema from the object's fields. The header comes first, as its bitmaps count on. */
export function changeSchemaOf(object: SObjectType): ChangeSchema {
  const fields = schemaFields(object);
  const schema = {
    type: 'record',
    name: `${object.name}ChangeEvent`,
    namespace: 'com.sforce.eventbus',
    fields: [
      { name: 'ChangeEventHeader', type: HEADER },
      ...fields.map(({ name, type }) => ({ name, type: ['null', type], default: null })),
    ],
  };
  const json = JSON.stringify(schema);
  const type = avro.Type.forSchema(schema as avro.Schema);
  return {
    id: createHash('sha256').update(json).digest('base64url').slice(0, 22),
    json,
    encode: event => type.toBuffer(toAvro(object, fields, event)),
  };
}

function schemaFields(object: SObjectType): SchemaField[] {
  const compounds = COMPOUNDS.filter(({ prefix, parts }) =>
    parts.every(part => object.fieldsByName.has((prefix + part).toLowerCase())),
  ).map(({ name, type, prefix, parts }) => ({
    name,
    sources: new Map(parts.map(part => [part, prefix + part])),
    type: {
      type: 'record',
      name: type,
      fields: parts.map(part => ({ name: part, type: ['null', 'string'], default: null })),
    },
  }));
  const joined = new Set(compounds.flatMap(({ sources }) => [...sources.values()]));
  const left = new Set(['Id', 'IsDeleted', 'SystemModstamp', 'Name', ...joined]);
  const single = object.fields
    .filter(({ name }) => !left.has(name))
    .map(field => ({
      name: field.name,
      sources: new Map([[field.name, field.name]]),
      type: avroTypeOf(field),
    }));
  return [...compounds, ...single];
}

/** Times are epoch milliseconds (documented for date-times; assumed for dates). */
function avroTypeOf({ type }: SObjectField): string {
  switch (type) {
    case 'boolean':
    case 'int':
      return type;
    case 'double':
    case 'currency':
    case 'percent':
      return 'double';
    case 'date':
    case 'datetime':
      return 'long';
    default:
      return 'string';
  }
}

function toAvro(object: SObjectType, fields: readonly SchemaField[], event: ChangeEvent): object {
  const { values, nulled } = event;
  const changed = new Set([...Object.keys(values), ...nulled]);
  const header = {
    entityName: object.name,
    recordIds: event.recordIds,
    changeType: event.changeType,
    changeOrigin: event.origin,
    transactionKey: event.transactionKey,
    sequenceNumber: event.sequenceNumber,
    commitTimestamp: event.committedAt,
    commitNumber: event.committedAt * 1000 + event.sequenceNumber,
    commitUser: event.userId,
    nulledFields: event.changeType === 'UPDATE' ? bitmapsOf(fields, new Set(nulled)) : [],
    diffFields: [],
    changedFields: event.changeType === 'UPDATE' ? bitmapsOf(fields, changed) : [],
  };
  const told = fields.map(({ name, sources }) => [name, toldValue(object, sources, values)]);
  return { ChangeEventHeader: header, ...Object.fromEntries(told) };
}

function toldValue(object: SObjectType, sources: SchemaField['sources'], values: StoredRecord): unknown {
  const found = [...sources].map(([part, source]) => {
    const value = values[source];
    if (value === undefined) return [part, null] as const;
    const type = object.fieldsByName.get(source.toLowerCase())?.type;
    return [part, type === 'date' || type === 'datetime' ? Date.parse(String(value)) : value] as const;
  });
  if (sources.size === 1) return found[0]?.[1] ?? null;
  return found.every(([, value]) => value === null) ? null : Object.fromEntries(found);
}

/**
 * Which fields are meant, as the header says it: one bitmap in hexadecimal for the whole record, the lowest bit its first
 * field, and for each compound its place and a bitmap of its parts: `['0x40', '1-0x4']`.
 */
function bitmapsOf(fields: readonly SchemaField[], meant: ReadonlySet<string>): string[] {
  let whole = 0n;
  const parts: string[] = [];
  for (const [index, { sources }] of fields.entries()) {
    const place = index + 1; // after the header
    const isMeant = [...sources.values()].map(source => meant.has(source));
    if (!isMeant.includes(true)) continue;
    if (sources.size === 1) whole |= 1n << BigInt(place);
    else
      parts.push(
        `${place}-${toHex(isMeant.reduce((bits, is, at) => (is ? bits | (1n << BigInt(at)) : bits), 0n))}`,
      );
  }
  return [...(whole === 0n ? [] : [toHex(whole)]), ...parts];
}

function toHex(bits: bigint): string {
  return `0x${bits.toString(16).toUpperCase()}`;
}
