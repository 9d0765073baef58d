import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import type { StoredRecord } from '../../stand-in/record-store.ts';
import { recordIdOf } from '../record-id.ts';
import { readCustomFields } from './custom-fields.ts';
import { defineField, defineObject, type SObjectType } from './sobject-field.ts';

const KEY_PREFIX = 'm00';
const SUFFIX = '.md-meta.xml';

const valueSchema = z.union([z.string(), z.number(), z.boolean(), z.record(z.string(), z.unknown())]);
const recordSchema = z.object({
  CustomMetadata: z.object({
    label: z.string().default(''),
    values: z.array(z.object({ field: z.string(), value: valueSchema.optional() })).default([]),
  }),
});

const parser = new XMLParser({
  parseTagValue: false,
  ignoreAttributes: false,
  isArray: name => name === 'values',
});

/** The custom metadata types of an org: the objects of its metadata whose names end in `__mdt`. */
export function customMetadataTypes(orgDirectory: string): SObjectType[] {
  const objects = join(orgDirectory, 'metadata', 'objects');
  if (!existsSync(objects)) return [];
  const names = readdirSync(objects).filter(name => name.endsWith('__mdt'));
  return names.map(name => {
    const label = name.replace(/__mdt$/, '').replaceAll('_', ' ');
    const readOnly = { updateable: false, createable: false };
    const description = { name, label, labelPlural: label, keyPrefix: KEY_PREFIX, ...readOnly };
    const text = (field: string, length: number) =>
      defineField(field, 'string', { length, updateable: false });
    const standard = [
      defineField('Id', 'id', { length: 18, nillable: false, updateable: false }),
      ...[text('DeveloperName', 40), text('MasterLabel', 40), text('Label', 40)],
      ...[text('QualifiedApiName', 70), text('NamespacePrefix', 15)],
    ];
    return defineObject(description, [...standard, ...readCustomFields(orgDirectory, name)]);
  });
}

/**
 * The records of a custom metadata type, read from the org's metadata each time: admins change them in Setup or deploy them, no
 * API writes them as data.
 */
export function customMetadataRecords(
  orgDirectory: string,
  { name }: SObjectType,
): Map<string, StoredRecord> {
  const directory = join(orgDirectory, 'metadata', 'customMetadata');
  const type = name.replace(/__mdt$/, '');
  const files = existsSync(directory) ? readdirSync(directory).sort() : [];
  const records = files
    .filter(file => file.startsWith(`${type}.`) && file.endsWith(SUFFIX))
    .map((file, at) => {
      const developerName = file.slice(type.length + 1, -SUFFIX.length);
      return readRecord(join(directory, file), recordIdOf(KEY_PREFIX, at + 1), developerName);
    });
  return new Map(records.map(record => [String(record.Id), record]));
}

function readRecord(path: string, id: string, developerName: string): StoredRecord {
  const parsed = recordSchema.safeParse(parser.parse(readFileSync(path, 'utf8')));
  if (!parsed.success)
    throw new Error(`${path} is no custom metadata record: ${z.prettifyError(parsed.error)}`);
  const { label, values } = parsed.data.CustomMetadata;
  const names = { DeveloperName: developerName, QualifiedApiName: developerName };
  return {
    ...{ Id: id, ...names, MasterLabel: label, Label: label, NamespacePrefix: null },
    ...Object.fromEntries(values.map(({ field, value }) => [field, textOf(value)])),
  };
}

/** `<value xsi:nil="true"/>` is none; `<value xsi:type="xsd:string">x</value>` is x. */
function textOf(value: z.output<typeof valueSchema> | undefined): string | null {
  if (typeof value !== 'object') return value === undefined || value === '' ? null : String(value);
  const text = value['#text'];
  return text === undefined || text === '' ? null : String(text);
}
