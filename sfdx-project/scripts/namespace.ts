import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** At most 15 characters, as Salesforce registers them. */
const NAMESPACE = /^[A-Za-z](?:_?[A-Za-z0-9]){0,14}$/;
/** Our names of fields, events and settings, which subscribers see with the namespace before them. */
const PACKAGED_NAME = /\bAIX_\w+?__(?:c|e|mdt)\b/g;
/** Apex actions in flows are named after their classes; the type stands below the name. */
const APEX_ACTION = /(<actionName>)(\w+<\/actionName>\s*<actionType>apex<)/g;

/**
 * Gives a built project a namespace. Inside the package Salesforce adds it by itself; what subscribers own (`unpackaged/`) must
 * name the package's parts with it.
 * @throws Error for a name that Salesforce would not register
 */
export function useNamespace(build: string, namespace: string): void {
  if (!NAMESPACE.test(namespace))
    throw new Error(`${namespace} is no namespace: give a letter, then letters and digits, 15 at most`);
  const project = join(build, 'sfdx-project.json');
  const settings = JSON.parse(readFileSync(project, 'utf8'));
  writeFileSync(project, `${JSON.stringify({ ...settings, namespace }, null, 2)}\n`);
  for (const name of globSync('unpackaged/**/*.xml', { cwd: build })) {
    const path = join(build, name);
    writeFileSync(path, withNamespace(readFileSync(path, 'utf8'), namespace));
  }
}

/** The text of a file that subscribers own, with the names of the package's parts as they see them. */
export function withNamespace(text: string, namespace: string): string {
  return text
    .replace(PACKAGED_NAME, name => `${namespace}__${name}`)
    .replace(APEX_ACTION, (_, opening, name) => `${opening}${namespace}__${name}`);
}
