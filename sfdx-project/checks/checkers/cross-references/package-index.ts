import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** What a built package holds, by name, and the texts of its files. */
export interface PackageIndex {
  /** Texts by path, from the project's folder. Component tests are not part of a package. */
  files: ReadonlyMap<string, string>;
  /** `Lead.AIX_Score__c` */
  fields: ReadonlySet<string>;
  classes: ReadonlySet<string>;
  labels: ReadonlySet<string>;
  components: ReadonlySet<string>;
  customPermissions: ReadonlySet<string>;
  customMetadataTypes: ReadonlySet<string>;
  namedCredentials: ReadonlySet<string>;
  /** `AIX_Backend-Card` */
  principals: ReadonlySet<string>;
}

/** Reads a built project. */
export function indexPackage(build: string): PackageIndex {
  const paths = globSync('force-app/**/*.*', { cwd: build, exclude: ['**/__tests__/**'] }).sort();
  const files = new Map(paths.map(path => [path, readFileSync(join(build, path), 'utf8')]));
  const named = (folder: string) => new Set(pathsIn(paths, folder).map(nameOf));
  return {
    files,
    fields: new Set(paths.filter(path => path.endsWith('.field-meta.xml')).map(fieldOf)),
    classes: new Set(paths.filter(path => path.endsWith('.cls')).map(nameOf)),
    labels: new Set(textsOf(files, '.labels-meta.xml', 'fullName')),
    components: new Set(paths.filter(path => path.endsWith('.js-meta.xml')).map(nameOf)),
    customPermissions: named('customPermissions'),
    customMetadataTypes: new Set(paths.filter(path => path.endsWith('__mdt.object-meta.xml')).map(nameOf)),
    namedCredentials: named('namedCredentials'),
    principals: new Set([...files].flatMap(([path, text]) => principalsOf(path, text))),
  };
}

/** The texts of an element, however deep it stands, in all files whose names end so. */
export function textsOf(files: ReadonlyMap<string, string>, ending: string, element: string): string[] {
  return [...files].flatMap(([path, text]) => (path.endsWith(ending) ? elementTexts(text, element) : []));
}

/** The texts of an element that holds no others. */
export function elementTexts(xml: string, element: string): string[] {
  return [...xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'))].map(
    ([, text]) => text as string,
  );
}

/** The insides of an element that holds others. */
export function elementBlocks(xml: string, element: string): string[] {
  return [...xml.matchAll(new RegExp(`<${element}>([\\s\\S]*?)</${element}>`, 'g'))].map(
    ([, block]) => block as string,
  );
}

function principalsOf(path: string, text: string): string[] {
  if (!path.endsWith('.externalCredential-meta.xml')) return [];
  return elementBlocks(text, 'externalCredentialParameters')
    .filter(block => elementTexts(block, 'parameterType')[0] === 'NamedPrincipal')
    .map(block => `${nameOf(path)}-${elementTexts(block, 'parameterName')[0]}`);
}

function pathsIn(paths: readonly string[], folder: string): string[] {
  return paths.filter(path => path.includes(`/${folder}/`));
}

function fieldOf(path: string): string {
  const [objectName] = path.split('/').slice(-3);
  return `${objectName}.${nameOf(path)}`;
}

function nameOf(path: string): string {
  return basename(path).replace(/\..*$/, '');
}
