import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installPermissionSets } from './access/install-permission-sets.ts';
import { customFieldFromXml } from './schema/custom-fields.ts';

/**
 * Copies a package's custom fields (`<source>/force-app/main/default/objects/<Object>/fields`) into an org's metadata, as
 * an install would. A namespaced package's names get their prefix, as subscribers see them. Safe to repeat.
 * @returns the API names of the installed fields, `Lead.X__c`
 * @throws Error when the source has no objects, or a file that is no custom field
 */
export function installPackage(
  orgDirectory: string,
  packageSourceDirectory: string,
  { namespace = '' }: { namespace?: string } = {},
): string[] {
  const objects = join(packageSourceDirectory, 'force-app', 'main', 'default', 'objects');
  if (!existsSync(objects))
    throw new Error(`${packageSourceDirectory} holds no force-app/main/default/objects`);
  const prefix = namespace === '' ? '' : `${namespace}__`;
  installPermissionSets(join(objects, '..'), orgDirectory, prefix);
  return readdirSync(objects).flatMap(objectName => {
    const source = join(objects, objectName, 'fields');
    if (!existsSync(source)) return [];
    const target = join(orgDirectory, 'metadata', 'objects', objectName, 'fields');
    mkdirSync(target, { recursive: true });
    return readdirSync(source).map(file => {
      const xml = readFileSync(join(source, file), 'utf8');
      const { name } = customFieldFromXml(xml, file);
      const installed = xml.replace(`<fullName>${name}</fullName>`, `<fullName>${prefix}${name}</fullName>`);
      writeFileSync(join(target, `${prefix}${file}`), installed);
      return `${objectName}.${prefix}${name}`;
    });
  });
}
