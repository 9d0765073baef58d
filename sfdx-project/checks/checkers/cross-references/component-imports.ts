import type { Fault } from '../../../../local-stack/checks/offline/checker.ts';
import type { PackageIndex } from './package-index.ts';

/** Everything that a component imports or puts into its template exists in the package. */
export function componentFaults(index: PackageIndex): Fault[] {
  return [...index.files].flatMap(([file, text]) => {
    if (!file.includes('/lwc/')) return [];
    if (file.endsWith('.js')) return importFaults(file, text, index);
    return file.endsWith('.html') ? templateFaults(file, text, index) : [];
  });
}

function importFaults(file: string, text: string, index: PackageIndex): Fault[] {
  return [...text.matchAll(/\bfrom\s+'([^']+)'/g)].flatMap(found => {
    const specifier = found[1] as string;
    const problem = problemOf(specifier, file, index);
    return problem === null ? [] : [{ file, line: lineAt(text, found.index), message: problem }];
  });
}

/** Null when what is imported exists, or is the platform's own. */
function problemOf(specifier: string, file: string, index: PackageIndex): string | null {
  const missing = (what: string) => `imports ${specifier}, but the package holds no such ${what}`;
  const [, kind = '', name = ''] = /^@salesforce\/(\w+)\/(.+)$/.exec(specifier) ?? [];
  if (kind === 'label') return index.labels.has(name.replace(/^c\./, '')) ? null : missing('label');
  if (kind === 'customPermission') return index.customPermissions.has(name) ? null : missing('permission');
  if (kind === 'schema') return !name.endsWith('__c') || index.fields.has(name) ? null : missing('field');
  if (kind === 'apex') return isCallable(name, index) ? null : missing('method with @AuraEnabled');
  if (specifier.startsWith('c/'))
    return index.components.has(specifier.slice(2)) ? null : missing('component');
  if (specifier.startsWith('./')) {
    const beside = `${file.replace(/[^/]+$/, '')}${specifier.slice(2)}.js`;
    return index.files.has(beside) ? null : missing('file');
  }
  return null;
}

function isCallable(name: string, { files }: PackageIndex): boolean {
  const [className, method] = name.split('.');
  const [, text = ''] = [...files].find(([path]) => path.endsWith(`/${className}.cls`)) ?? [];
  return auraMethodsOf(text).includes(method as string);
}

/** Names of the methods of an Apex class that components can call. */
export function auraMethodsOf(apex: string): string[] {
  return [
    ...apex.matchAll(/@AuraEnabled[^\n]*\s+(?:public|global)\s+static\s+[\w<>, .]+?\s+(\w+)\s*\(/gi),
  ].map(([, name]) => name as string);
}

/** Our own components by their tag: `c-score-band` is scoreBand. */
function templateFaults(file: string, html: string, { components }: PackageIndex): Fault[] {
  return [...html.matchAll(/<c-([\w-]+)/g)].flatMap(found => {
    const name = (found[1] as string).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    if (components.has(name)) return [];
    const message = `holds <c-${found[1]}>, but the package holds no component ${name}`;
    return [{ file, line: lineAt(html, found.index), message }];
  });
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
