import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../../../local-stack/checks/offline/checker.ts';
import { auraMethodsOf } from './component-imports.ts';
import { elementTexts, type PackageIndex } from './package-index.ts';

/** Apex holds together with its tests, the credentials, the manifest's version, and the languages of the card. */
export function apexFaults(index: PackageIndex, build: string): Fault[] {
  const apex = [...index.files].filter(([file]) => file.endsWith('.cls'));
  const tests = apex.filter(([, text]) => isTest(text));
  return [
    ...[...index.files.keys()]
      .filter(file => /\.(cls|trigger)$/.test(file))
      .flatMap(file => metadataFaults(file, build)),
    ...apex.filter(([, text]) => !isTest(text)).flatMap(([file, text]) => untested(file, text, tests)),
    ...tests.flatMap(([file, text]) => testsThatAssertNothing(file, text)),
    ...apex.flatMap(([file, text]) => unknownCredentials(file, text, index)),
  ];
}

function isTest(text: string): boolean {
  return /@IsTest\b/i.test(text);
}

/** Every class has its own description, at the version of the project. */
function metadataFaults(file: string, build: string): Fault[] {
  const path = join(build, `${file}-meta.xml`);
  if (!existsSync(path)) return [{ file, message: 'has no -meta.xml beside it' }];
  const { sourceApiVersion } = JSON.parse(readFileSync(join(build, 'sfdx-project.json'), 'utf8'));
  const [version] = elementTexts(readFileSync(path, 'utf8'), 'apiVersion');
  if (version === sourceApiVersion) return [];
  return [{ file, message: `is of API version ${version}, the project of ${sourceApiVersion}` }];
}

/** A class is named in a test, and what components can call of it is called there, in a method that asserts. */
function untested(file: string, text: string, tests: readonly [string, string][]): Fault[] {
  const className = file.replace(/^.*\/|\.cls$/g, '');
  const naming = tests.filter(([, test]) => new RegExp(`\\b${className}\\b`).test(test));
  if (naming.length === 0) return [{ file, message: 'is named in no test' }];
  const asserting = naming.map(([, test]) => test).filter(test => /\bAssert\.\w+\(/.test(test));
  return auraMethodsOf(text)
    .filter(method => !asserting.some(test => test.includes(`${className}.${method}(`)))
    .map(method => ({ file, message: `${method} is called in no test that asserts` }));
}

/** Each test method asserts, itself or through a helper of its class that does. */
function testsThatAssertNothing(file: string, text: string): Fault[] {
  return [...text.matchAll(/@IsTest\s+static\s+void\s+(\w+)\s*\(\)\s*\{([\s\S]*?)\n {4}\}/gi)]
    .filter(([, , body]) => !/\bAssert\.\w+\(/.test(body as string))
    .map(([, name]) => ({ file, message: `the test ${name} asserts nothing` }));
}

function unknownCredentials(file: string, text: string, { namedCredentials }: PackageIndex): Fault[] {
  return [...text.matchAll(/'callout:(\w+)/g)]
    .map(([, name]) => name as string)
    .filter(name => !isTest(text) && !namedCredentials.has(name))
    .map(name => ({ file, message: `calls out to ${name}, which is no named credential of the package` }));
}
