import { join } from 'node:path';
import { copyWithFaults } from '../../local-stack/checks/offline/copy-with-faults.ts';
import type { Checks } from '../../local-stack/checks/offline/run-checkers.ts';
import { runCommand } from '../../local-stack/checks/offline/run-command.ts';
import { buildPackage, PROJECT_PARTS } from '../scripts/build-package.ts';
import { apexMeaning } from './checkers/apex-meaning.ts';
import { apexSyntax } from './checkers/apex-syntax.ts';
import { cardInBrowser } from './checkers/card-in-browser.ts';
import { codeAnalyzer } from './checkers/code-analyzer.ts';
import { componentLint } from './checkers/component-lint.ts';
import { componentTests } from './checkers/component-tests.ts';
import { crossReferences } from './checkers/cross-references/cross-references.ts';
import { flowGraph } from './checkers/flow-graph.ts';
import { flowLint } from './checkers/flow-lint.ts';
import { metadataModel } from './checkers/metadata-model.ts';
import { types } from './checkers/types.ts';
import type { Project, SalesforceChecker } from './project.ts';

/** Long ones first. */
const CHECKERS: readonly SalesforceChecker[] = [
  cardInBrowser,
  codeAnalyzer,
  componentTests,
  types,
  apexMeaning,
  metadataModel,
  componentLint,
  apexSyntax,
  crossReferences,
  flowLint,
  flowGraph,
];

const SOURCE = join(import.meta.dirname, '..');
const OLDEST_JAVA = 17;

/** The built Salesforce package and its checkers; those that need a Java that is not here are skipped. */
export async function salesforceChecks(): Promise<Checks<Project>> {
  const unable = (await findJava()) ? [] : CHECKERS.filter(({ needsJava }) => needsJava);
  return {
    checkers: CHECKERS,
    project: { source: SOURCE, build: buildPackage() },
    plant(plants, folder) {
      copyWithFaults({ source: SOURCE, parts: PROJECT_PARTS, plants, folder });
      return { source: folder, build: buildPackage(folder) };
    },
    skipped: new Map(unable.map(({ name }) => [name, `Java ${OLDEST_JAVA} or newer on the path`])),
  };
}

/** Whether a Java is there that is new enough. */
async function findJava(): Promise<boolean> {
  try {
    const { output } = await runCommand('java', ['-version'], SOURCE);
    return Number(/version "(\d+)/.exec(output)?.[1] ?? 0) >= OLDEST_JAVA;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
