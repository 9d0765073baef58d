import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Copies the permission sets of a package's source into an org's metadata, as an install would. A namespaced package's set `X` is
 * `ns__X` in the org, and so are its fields and objects.
 */
export function installPermissionSets(source: string, orgDirectory: string, prefix: string): void {
  const from = join(source, 'permissionsets');
  if (!existsSync(from)) return;
  const to = join(orgDirectory, 'metadata', 'permissionsets');
  mkdirSync(to, { recursive: true });
  for (const file of readdirSync(from)) {
    const xml = readFileSync(join(from, file), 'utf8');
    writeFileSync(join(to, prefix + file), prefix === '' ? xml : withPrefix(xml, prefix));
  }
}

function withPrefix(xml: string, prefix: string): string {
  return xml
    .replace(/<field>(\w+?)\.(\w+__c)<\/field>/g, (_, object: string, field: string) => {
      const owner = object.endsWith('__c') ? prefix + object : object;
      return `<field>${owner}.${prefix}${field}</field>`;
    })
    .replace(/<object>(\w+__c)<\/object>/g, `<object>${prefix}$1</object>`);
}
