import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { SCORE_FIELDS } from '@aix/shared-scoring';
import { metadataXml } from './metadata-xml.ts';
import { PERMISSION_SET_NAME, permissionSetXml } from './permission-set-metadata.ts';
import { apiNameOf, scoreFieldXml } from './score-field-metadata.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const SOURCE = join(ROOT, 'sfdx-project', 'force-app', 'main', 'default');
const FIELDS = join(SOURCE, 'objects', 'Lead', 'fields');
const API_VERSION = '68.0';

/** Every generated file by its path. */
function generatedFiles(): Map<string, string> {
  return new Map([
    ...SCORE_FIELDS.map(
      field => [join(FIELDS, `${apiNameOf(field)}.field-meta.xml`), scoreFieldXml(field)] as const,
    ),
    [join(SOURCE, 'permissionsets', `${PERMISSION_SET_NAME}.permissionset-meta.xml`), permissionSetXml()],
    [join(ROOT, 'manifest', 'salesforce', 'package.xml'), manifestXml()],
  ]);
}

function manifestXml(): string {
  return metadataXml('Package', {
    types: [
      { members: SCORE_FIELDS.map(field => `Lead.${apiNameOf(field)}`).sort(), name: 'CustomField' },
      { members: PERMISSION_SET_NAME, name: 'PermissionSet' },
    ],
    version: API_VERSION,
  });
}

/** Paths, from the repository's root, of files that are not as they would be generated, left-over fields included. */
function staleFiles(files: ReadonlyMap<string, string>): string[] {
  const different = [...files].filter(
    ([path, text]) => !existsSync(path) || readFileSync(path, 'utf8') !== text,
  );
  const stale = [...different.map(([path]) => path), ...leftOverFields(files)];
  return stale.map(path => relative(ROOT, path));
}

function leftOverFields(files: ReadonlyMap<string, string>): string[] {
  const present = existsSync(FIELDS) ? readdirSync(FIELDS) : [];
  return present.map(name => join(FIELDS, name)).filter(path => !files.has(path));
}

function main(): void {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
  const files = generatedFiles();
  if (values.check) {
    const stale = staleFiles(files);
    if (stale.length === 0) return;
    const mend = 'Run node sfdx-project/scripts/generate-package.ts';
    process.stderr.write(`Out of date against SCORE_FIELDS: ${stale.join(', ')}. ${mend}\n`);
    process.exitCode = 1;
    return;
  }
  for (const path of leftOverFields(files)) rmSync(path);
  for (const [path, text] of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

main();
