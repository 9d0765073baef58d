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
    const installed = withoutForeign(xml);
    writeFileSync(join(to, prefix + file), prefix === '' ? installed : withPrefix(installed, prefix));
  }
}

/** A managed package brings permissions for its own parts only: the platform drops those for objects and fields of its own, and of users. */
function withoutForeign(xml: string): string {
  const isForeign = (block: string) => {
    const [, name = ''] = /<(?:object|field)>(?:\w+\.)?(\w+)</.exec(block) ?? [];
    return !name.includes('__');
  };
  return xml
    .replace(/\s*<(objectPermissions|fieldPermissions)>.*?<\/\1>/gs, block => (isForeign(block) ? '' : block))
    .replace(/\s*<userPermissions>.*?<\/userPermissions>/gs, '');
}

function withPrefix(xml: string, prefix: string): string {
  return xml
    .replace(/<field>(\w+?)\.(\w+__c)<\/field>/g, (_, object: string, field: string) => {
      const owner = object.endsWith('__c') ? prefix + object : object;
      return `<field>${owner}.${prefix}${field}</field>`;
    })
    .replace(/<object>(\w+__c)<\/object>/g, `<object>${prefix}$1</object>`);
}
