import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { SCORE_FIELDS } from '@aix/shared-scoring';
import { COPIES_MODULE, cardCopies } from './card-copies.ts';
import { CARRIERS, carriedFields } from './carried-fields.ts';
import { germanXml, labelsXml } from './labels.ts';
import { manifestXml } from './manifest.ts';
import { orgPermissionSetFiles } from './org-permission-sets.ts';
import { permissionSetFiles } from './permission-sets.ts';
import { apiNameOf, scoreFieldXml } from './score-field-metadata.ts';
import { scoreFieldNamesModule } from './score-field-names-module.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const PROJECT = join(ROOT, 'sfdx-project');
const PACKAGE = join(PROJECT, 'force-app');
const SOURCE = join(PACKAGE, 'main', 'default');
/** Seen from the project: what an org deploys as its own. */
const ORG_SETS = join('unpackaged', 'permissionsets');
const PLUGIN_NAMES = join(PROJECT, 'sf-plugin', 'src', 'generated', 'score-field-names.ts');
const CARD = join(ROOT, 'shared-scoring', 'src', 'card');
const MANIFEST = join(ROOT, 'manifest', 'salesforce', 'package.xml');
/** Folders in which nothing is written by hand, so that what is left over there can be found. */
const GENERATED_ONLY = [
  'objects/{Lead,Contact,Opportunity}/fields/*',
  'permissionsets/*',
  `lwc/${COPIES_MODULE}/*.ts`,
];

/** Every generated file by its path. */
function generatedFiles(): Map<string, string> {
  const files = new Map([
    ...SCORE_FIELDS.map(field =>
      inSource(`objects/Lead/fields/${apiNameOf(field)}.field`, scoreFieldXml(field)),
    ),
    ...CARRIERS.flatMap(carrier =>
      carriedFields(carrier).map(field =>
        inSource(`objects/${carrier.objectName}/fields/${apiNameOf(field)}.field`, scoreFieldXml(field)),
      ),
    ),
    ...[...permissionSetFiles()].map(([name, xml]) => inSource(`permissionsets/${name}.permissionset`, xml)),
    ...[...orgPermissionSetFiles()].map(
      ([name, xml]) => [join(PROJECT, ORG_SETS, `${name}.permissionset-meta.xml`), xml] as const,
    ),
    inSource('labels/CustomLabels.labels', labelsXml()),
    inSource('translations/de.translation', germanXml()),
    ...[...cardCopies(CARD)].map(([name, text]) => [join(SOURCE, 'lwc', COPIES_MODULE, name), text] as const),
  ]);
  return files
    .set(MANIFEST, manifestXml(packageFiles(files), apiVersion()))
    .set(PLUGIN_NAMES, scoreFieldNamesModule());
}

function inSource(path: string, xml: string): [path: string, text: string] {
  return [join(SOURCE, `${path}-meta.xml`), xml];
}

/** What the package directory holds once all is generated, seen from it. Tests of components stay out of a package. */
function packageFiles(generated: ReadonlyMap<string, string>): string[] {
  const leftOver = new Set(leftOverFiles(generated));
  const present = globSync('**/*.*', { cwd: PACKAGE, exclude: ['**/__tests__/**'] })
    .map(path => join(PACKAGE, path))
    .filter(path => !leftOver.has(path));
  const made = [...generated.keys()].filter(path => path.startsWith(PACKAGE));
  return [...new Set([...present, ...made])].map(path => relative(PACKAGE, path));
}

/** One version for all: the project's own. */
function apiVersion(): string {
  return JSON.parse(readFileSync(join(PROJECT, 'sfdx-project.json'), 'utf8')).sourceApiVersion;
}

/** Paths, from the repository's root, of files that are not as they would be generated, left-over ones included. */
function staleFiles(files: ReadonlyMap<string, string>): string[] {
  const different = [...files].filter(
    ([path, text]) => !existsSync(path) || readFileSync(path, 'utf8') !== text,
  );
  const stale = [...different.map(([path]) => path), ...leftOverFiles(files)];
  return stale.map(path => relative(ROOT, path));
}

function leftOverFiles(files: ReadonlyMap<string, string>): string[] {
  return globSync(GENERATED_ONLY, { cwd: SOURCE })
    .map(path => join(SOURCE, path))
    .filter(path => !files.has(path));
}

function main(): void {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
  const files = generatedFiles();
  if (values.check) {
    const stale = staleFiles(files);
    if (stale.length === 0) return;
    const mend = 'Run npm run generate:package';
    process.stderr.write(`Not as it would be generated: ${stale.join(', ')}. ${mend}\n`);
    process.exitCode = 1;
    return;
  }
  for (const path of leftOverFiles(files)) rmSync(path);
  for (const [path, text] of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

main();
