import { matchesGlob } from 'node:path';
import { metadataXml } from './metadata-xml.ts';

/** Which files of a package directory belong to each metadata type, and how a member's name follows from its path. */
const TYPES: readonly { name: string; files: string; memberOf: (path: string) => string }[] = [
  { name: 'ApexClass', files: '**/classes/**', memberOf: fileName },
  { name: 'ApexTrigger', files: '**/triggers/**', memberOf: fileName },
  { name: 'CompactLayout', files: '**/objects/*/compactLayouts/*', memberOf: partName },
  { name: 'CustomField', files: '**/objects/*/fields/*', memberOf: partName },
  { name: 'CustomLabels', files: '**/labels/*', memberOf: fileName },
  { name: 'CustomMetadata', files: '**/customMetadata/*', memberOf: recordName },
  { name: 'CustomNotificationType', files: '**/notificationtypes/*', memberOf: fileName },
  { name: 'CustomObject', files: '**/objects/*/*.object-meta.xml', memberOf: fileName },
  { name: 'CustomPermission', files: '**/customPermissions/*', memberOf: fileName },
  { name: 'Dashboard', files: '**/dashboards/**', memberOf: inFolder },
  { name: 'ExternalClientApplication', files: '**/externalClientApps/*', memberOf: fileName },
  { name: 'ExternalCredential', files: '**/externalCredentials/*', memberOf: fileName },
  { name: 'ExtlClntAppOauthSettings', files: '**/extlClntAppOauthSettings/*', memberOf: fileName },
  { name: 'LightningComponentBundle', files: '**/lwc/*/**', memberOf: bundleName },
  { name: 'ListView', files: '**/objects/*/listViews/*', memberOf: partName },
  { name: 'NamedCredential', files: '**/namedCredentials/*', memberOf: fileName },
  { name: 'PermissionSet', files: '**/permissionsets/*', memberOf: fileName },
  { name: 'Report', files: '**/reports/**', memberOf: inFolder },
  { name: 'ReportType', files: '**/reportTypes/*', memberOf: fileName },
  { name: 'Translations', files: '**/translations/*', memberOf: fileName },
];

/**
 * `package.xml`, which names all that a package directory holds; `paths` are its files, seen from it.
 * @throws Error for a file of a metadata type that is not known here
 */
export function manifestXml(paths: readonly string[], apiVersion: string): string {
  const membersByType = new Map(TYPES.map(({ name }) => [name, new Set<string>()]));
  for (const path of paths) {
    const type = TYPES.find(({ files }) => matchesGlob(path, files));
    if (type === undefined) throw new Error(`${path} is of no known metadata type: name it in manifest.ts`);
    membersByType.get(type.name)?.add(type.memberOf(path));
  }
  const types = [...membersByType].map(([name, members]) => ({ members: [...members].sort(), name }));
  return metadataXml('Package', {
    types: types.filter(({ members }) => members.length > 0),
    version: apiVersion,
  });
}

function fileName(path: string): string {
  return lastPart(path).replace(/\..*$/, '');
}

function partName(path: string): string {
  const [objectName] = path.split('/').slice(-3);
  return `${objectName}.${fileName(path)}`;
}

/** `Folder/Report`; the folder itself is a member of its own. */
function inFolder(path: string): string {
  const parts = path.replace(/^.*\/(reports|dashboards)\//, '').split('/');
  return [...parts.slice(0, -1), fileName(path)].join('/');
}

function bundleName(path: string): string {
  return path.replace(/^.*\/lwc\//, '').replace(/\/.*$/, '');
}

function recordName(path: string): string {
  return lastPart(path).replace(/\.md-meta\.xml$/, '');
}

function lastPart(path: string): string {
  return path.split('/').at(-1) as string;
}
