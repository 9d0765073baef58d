import type { Fault } from '../../../../local-stack/checks/offline/checker.ts';
import { auraMethodsOf } from './component-imports.ts';
import { elementBlocks, elementTexts, type PackageIndex, textsOf } from './package-index.ts';

const ENDING = '.permissionset-meta.xml';

/** What permission sets grant, and which of the package's parts that is. */
const GRANTS = [
  { element: 'fieldPermissions', name: 'field', parts: 'fields', what: 'field' },
  { element: 'classAccesses', name: 'apexClass', parts: 'classes', what: 'class' },
  { element: 'customPermissions', name: 'name', parts: 'customPermissions', what: 'custom permission' },
  {
    element: 'customMetadataTypeAccesses',
    name: 'name',
    parts: 'customMetadataTypes',
    what: 'custom metadata type',
  },
  {
    element: 'externalCredentialPrincipalAccesses',
    name: 'externalCredentialPrincipal',
    parts: 'principals',
    what: 'principal',
  },
] as const;

/** Permission sets grant nothing that does not exist, and each part of the package is granted by one of them at least. */
export function permissionFaults(index: PackageIndex): Fault[] {
  return [...grantsOfNothing(index), ...droppedGrants(index), ...partsWithoutGrant(index)];
}

/** An installation drops what a packaged set gives beyond the package's own parts. */
function droppedGrants(index: PackageIndex): Fault[] {
  return [...index.files].flatMap(([file, xml]) => {
    if (!file.endsWith(ENDING)) return [];
    const objects = elementBlocks(xml, 'objectPermissions').flatMap(block => elementTexts(block, 'object'));
    const users = elementBlocks(xml, 'userPermissions').flatMap(block => elementTexts(block, 'name'));
    return [...objects.filter(name => !/__\w+$/.test(name)), ...users].map(name => ({
      file,
      message: `gives ${name}, which no installation of a managed package brings: it belongs into unpackaged/`,
    }));
  });
}

function grantsOfNothing(index: PackageIndex): Fault[] {
  return [...index.files].flatMap(([file, xml]) => {
    if (!file.endsWith(ENDING)) return [];
    return GRANTS.flatMap(({ element, name, parts, what }) =>
      elementBlocks(xml, element)
        .flatMap(block => elementTexts(block, name))
        .filter(granted => !index[parts].has(granted))
        .map(granted => ({
          file,
          message: `grants the ${what} ${granted}, which the package does not hold`,
        })),
    );
  });
}

/** A part that nobody is granted can be used by nobody. Fields of custom metadata and of events take no permission; tests are not used. */
function partsWithoutGrant(index: PackageIndex): Fault[] {
  const granted = new Set(GRANTS.flatMap(({ name }) => textsOf(index.files, ENDING, name)));
  const fields = [...index.fields].filter(field => !/__(mdt|e)\./.test(field));
  const entries = [...index.classes].filter(name => isEntry(name, index));
  const others = [...index.customPermissions, ...index.customMetadataTypes, ...index.principals];
  return [...fields, ...entries, ...others]
    .filter(part => !granted.has(part))
    .map(part => ({ file: 'force-app', message: `${part} is in no permission set` }));
}

/** Whether users reach a class themselves; what it calls and what it passes runs with it. */
function isEntry(className: string, { files }: PackageIndex): boolean {
  const [, text = ''] = [...files].find(([path]) => path.endsWith(`/${className}.cls`)) ?? [];
  if (/@IsTest/i.test(text)) return false;
  return auraMethodsOf(text).length > 0 || /@(InvocableMethod|RestResource)/i.test(text);
}
