import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';

/** What a permission set gives. Names are as the metadata spells them, in lower case. */
export interface PermissionSet {
  readableObjects: ReadonlySet<string>;
  creatableObjects: ReadonlySet<string>;
  editableObjects: ReadonlySet<string>;
  /** `lead.rating` */
  readableFields: ReadonlySet<string>;
  editableFields: ReadonlySet<string>;
  /** `apienabled` */
  userPermissions: ReadonlySet<string>;
}

const isTrue = z.enum(['true', 'false']).transform(value => value === 'true');
const permissionSetSchema = z.object({
  PermissionSet: z.object({
    fieldPermissions: z
      .array(z.object({ field: z.string(), readable: isTrue, editable: isTrue }))
      .default([]),
    objectPermissions: z
      .array(z.object({ object: z.string(), allowCreate: isTrue, allowRead: isTrue, allowEdit: isTrue }))
      .default([]),
    userPermissions: z.array(z.object({ name: z.string(), enabled: isTrue })).default([]),
  }),
});

const LISTS = new Set(['fieldPermissions', 'objectPermissions', 'userPermissions']);
const parser = new XMLParser({ parseTagValue: false, isArray: name => LISTS.has(name) });
const ENDING = '.permissionset-meta.xml';

/** The permission sets of an org by name, from `metadata/permissionsets`. @throws Error naming a file that is none */
export function readPermissionSets(orgDirectory: string): Map<string, PermissionSet> {
  const directory = join(orgDirectory, 'metadata', 'permissionsets');
  if (!existsSync(directory)) return new Map();
  const files = readdirSync(directory).filter(file => file.endsWith(ENDING));
  return new Map(
    files.map(file => [
      basename(file, ENDING),
      permissionSetFromXml(readFileSync(join(directory, file), 'utf8'), file),
    ]),
  );
}

function permissionSetFromXml(xml: string, file: string): PermissionSet {
  const parsed = permissionSetSchema.safeParse(parser.parse(xml));
  if (!parsed.success) throw new Error(`${file} is no permission set: ${z.prettifyError(parsed.error)}`);
  const { fieldPermissions: fields, objectPermissions: objects, userPermissions } = parsed.data.PermissionSet;
  const lower = (names: readonly string[]) => new Set(names.map(name => name.toLowerCase()));
  return {
    readableObjects: lower(objects.filter(each => each.allowRead).map(each => each.object)),
    creatableObjects: lower(objects.filter(each => each.allowCreate).map(each => each.object)),
    editableObjects: lower(objects.filter(each => each.allowEdit).map(each => each.object)),
    // What may be edited may be read.
    readableFields: lower(fields.filter(each => each.readable || each.editable).map(each => each.field)),
    editableFields: lower(fields.filter(each => each.editable).map(each => each.field)),
    userPermissions: lower(userPermissions.filter(each => each.enabled).map(each => each.name)),
  };
}
