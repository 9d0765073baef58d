import avro from 'avsc';
import { z } from 'zod';

/** What an event says of a change, without the values. */
export interface ChangeHeader {
  entityName: string;
  /** Empty where the platform cannot tell which: an overflow. */
  recordIds: readonly string[];
  /** `CREATE`, `UPDATE`, …, `GAP_UPDATE`, `GAP_OVERFLOW`. */
  changeType: string;
  /** `com/salesforce/api/rest/68.0;client=…` */
  changeOrigin: string;
  /** Epoch milliseconds. */
  commitTimestamp: number;
  /** Field names, `Name.LastName` for a part of a compound; of updates only. */
  changedFields: readonly string[];
}

/** Reads headers of events that were written by one Avro schema; undefined for what it cannot read. */
export type HeaderReader = (payload: Buffer) => ChangeHeader | undefined;

const headerSchema = z.object({
  entityName: z.string(),
  recordIds: z.array(z.string()),
  changeType: z.string(),
  changeOrigin: z.string(),
  commitTimestamp: z.number(),
  changedFields: z.array(z.string()),
});

/** @throws Error when the text is no schema of change events */
export function createHeaderReader(schemaJson: string): HeaderReader {
  const type = avro.Type.forSchema(JSON.parse(schemaJson) as avro.Schema, { wrapUnions: 'always' });
  if (!avro.Type.isType(type, 'record')) throw new TypeError('the schema of change events is no record');
  const fields = (type as avro.types.RecordType).fields;
  return payload => {
    const header = headerSchema.safeParse(headerIn(type, payload)).data;
    return header && { ...header, changedFields: namesIn(fields, header.changedFields) };
  };
}

function headerIn(type: avro.Type, payload: Buffer): unknown {
  try {
    return (type.fromBuffer(payload) as { ChangeEventHeader?: unknown }).ChangeEventHeader;
  } catch (error) {
    // avsc tells a payload of another schema by plain errors: what it says is lost, that it came is not.
    if (error instanceof Error) return undefined;
    throw error;
  }
}

/**
 * The field names behind bitmaps in hexadecimal: one of the whole record (`0x40`, the lowest bit its first field), and one of the
 * parts for each compound field with its place before it (`5-0x3`).
 */
function namesIn(fields: readonly avro.types.Field[], bitmaps: readonly string[]): string[] {
  return bitmaps.flatMap(bitmap => {
    const [, place, hex = '0x0'] = /^(?:(\d+)-)?(0x[0-9a-f]+)$/i.exec(bitmap) ?? [];
    if (place === undefined) return marked(fields, hex);
    const compound = fields[Number(place)];
    if (compound === undefined) return [];
    return marked(partsOf(compound.type), hex).map(part => `${compound.name}.${part}`);
  });
}

function marked(fields: readonly avro.types.Field[], hex: string): string[] {
  const bits = BigInt(hex);
  return fields.filter((_, at) => (bits >> BigInt(at)) & 1n).map(({ name }) => name);
}

/** A compound field is a record or nothing. */
function partsOf(type: avro.Type): readonly avro.types.Field[] {
  const types = 'types' in type ? (type as avro.types.WrappedUnionType).types : [type];
  const record = types.find(each => avro.Type.isType(each, 'record')) as avro.types.RecordType | undefined;
  return record?.fields ?? [];
}
