import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPackage } from '../scripts/build-package.ts';
import { type Checker, type Fault, faultText, type Project } from './checker.ts';
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
import { plantFaults } from './plant-faults.ts';
import { runCommand } from './run-command.ts';

/** Long ones first, so that none of them is left alone at the end. */
const CHECKERS: readonly Checker[] = [
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

/** How many run at once. Most of them wait for a process of their own, so two fit on any machine. */
const LANES = Math.max(2, availableParallelism());

const SOURCE = join(import.meta.dirname, '..');

/** How one checker fared. */
export interface Outcome {
  checker: string;
  /** Without the Java that it needs. */
  skipped: boolean;
  faults: Fault[];
  /** How many of the faults that were planted it found; absent when none were planted. */
  plantsFound?: number;
  plants?: number;
  seconds: number;
}

/** Which checkers run, and how. */
export interface Wanted {
  /** Whether faults are planted, too. */
  prove: boolean;
  /** Only checkers whose names contain this; empty for all. */
  only: string;
}

/**
 * Builds the project and runs the checkers on it, as many at once as there are processors; `tell` hears of each as it ends. With
 * `prove`, each also runs on a copy with faults planted for it, and one that it misses is a fault of its own.
 * @throws Error when no checker is called like that
 */
export async function runCheckers(
  { prove, only }: Wanted,
  tell: (outcome: Outcome) => void,
): Promise<Outcome[]> {
  const wanted = CHECKERS.filter(({ name }) => name.toLowerCase().includes(only.toLowerCase()));
  if (wanted.length === 0)
    throw new Error(`No checker is called ${only}: ${CHECKERS.map(({ name }) => name).join(', ')}`);
  const hasJava = await findJava();
  const project = { source: SOURCE, build: buildPackage() };
  const outcomes: Outcome[] = [];
  const waiting = [...wanted];
  const lane = async () => {
    for (let checker = waiting.shift(); checker !== undefined; checker = waiting.shift()) {
      const outcome =
        checker.needsJava && !hasJava ? skippedOutcome(checker) : await runChecker(checker, project, prove);
      outcomes.push(outcome);
      tell(outcome);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return outcomes;
}

async function runChecker(checker: Checker, project: Project, prove: boolean): Promise<Outcome> {
  const start = performance.now();
  const faults = await checker.check(project);
  const missed = prove ? await missedPlants(checker) : [];
  return {
    checker: checker.name,
    skipped: false,
    faults: [...faults, ...missed],
    ...(prove && { plants: checker.plants.length, plantsFound: checker.plants.length - missed.length }),
    seconds: Math.round((performance.now() - start) / 100) / 10,
  };
}

async function missedPlants(checker: Checker): Promise<Fault[]> {
  const folder = mkdtempSync(join(tmpdir(), 'planted-faults-'));
  try {
    const found = (await checker.check(plantFaults(SOURCE, checker.plants, folder))).map(faultText);
    return checker.plants
      .filter(({ expected }) => !found.some(text => expected.test(text)))
      .map(({ file, expected }) => ({ file, message: `this planted fault was not found: ${expected}` }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function skippedOutcome({ name }: Checker): Outcome {
  return { checker: name, skipped: true, faults: [], seconds: 0 };
}

const OLDEST_JAVA = 17;

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
