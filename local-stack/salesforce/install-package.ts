import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installPermissionSets } from './access/install-permission-sets.ts';
import { customFieldFromXml } from './schema/custom-fields.ts';

/**
 * Copies a package's custom fields (`<source>/force-app/main/default/objects/<Object>/fields`), custom metadata records and
 * external credentials into an org's metadata, as an install would. A namespaced package's names get their prefix, as subscribers
 * see them. Safe to repeat: what an admin has entered in a custom metadata record stays.
 * @returns the API names of the installed fields, `Lead.X__c`
 * @throws Error when the source has no objects, or a file that is no custom field
 */
export function installPackage(
  orgDirectory: string,
  packageSourceDirectory: string,
  { namespace = '' }: { namespace?: string } = {},
): string[] {
  const source = join(packageSourceDirectory, 'force-app', 'main', 'default');
  const target = join(orgDirectory, 'metadata');
  const prefix = namespace === '' ? '' : `${namespace}__`;
  if (!existsSync(join(source, 'objects')))
    throw new Error(`${packageSourceDirectory} holds no force-app/main/default/objects`);
  installPermissionSets(source, orgDirectory, prefix);
  installCustomMetadata(join(source, 'customMetadata'), join(target, 'customMetadata'), prefix);
  const credentials = join(source, 'externalCredentials');
  if (existsSync(credentials)) cpSync(credentials, join(target, 'externalCredentials'), { recursive: true });
  return installFields(join(source, 'objects'), join(target, 'objects'), prefix);
}

function installFields(sourceObjects: string, targetObjects: string, prefix: string): string[] {
  return readdirSync(sourceObjects).flatMap(objectName => {
    const source = join(sourceObjects, objectName, 'fields');
    if (!existsSync(source)) return [];
    const installedObject = objectName.includes('__') ? prefix + objectName : objectName;
    const target = join(targetObjects, installedObject, 'fields');
    mkdirSync(target, { recursive: true });
    return readdirSync(source).map(file => {
      const xml = readFileSync(join(source, file), 'utf8');
      const { name } = customFieldFromXml(xml, file);
      const installed = xml.replace(`<fullName>${name}</fullName>`, `<fullName>${prefix}${name}</fullName>`);
      writeFileSync(join(target, `${prefix}${file}`), installed);
      return `${installedObject}.${prefix}${name}`;
    });
  });
}

function installCustomMetadata(source: string, target: string, prefix: string): void {
  if (!existsSync(source)) return;
  mkdirSync(target, { recursive: true });
  for (const file of readdirSync(source)) {
    const installed = join(target, prefix + file);
    if (existsSync(installed)) continue;
    const xml = readFileSync(join(source, file), 'utf8');
    writeFileSync(installed, xml.replaceAll('<field>', `<field>${prefix}`));
  }
}
