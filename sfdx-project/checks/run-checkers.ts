import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
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
import { metadataModel } from './checkers/metadata-model.ts';
import { types } from './checkers/types.ts';
import { plantFaults } from './plant-faults.ts';
import { runCommand } from './run-command.ts';

/** Quick ones first. */
const CHECKERS: readonly Checker[] = [
  crossReferences,
  types,
  componentLint,
  metadataModel,
  apexSyntax,
  componentTests,
  apexMeaning,
  cardInBrowser,
  codeAnalyzer,
];

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

/**
 * Builds the project and runs every checker on it, one after the other; `tell` hears of each as it ends. With `prove`,
 * each also runs on a copy with faults planted for it, and one that it misses is a fault of its own.
 */
export async function runCheckers(
  { prove }: { prove: boolean },
  tell: (outcome: Outcome) => void,
): Promise<Outcome[]> {
  const hasJava = await findJava();
  const project = { source: SOURCE, build: buildPackage() };
  const outcomes: Outcome[] = [];
  for (const checker of CHECKERS) {
    const outcome =
      checker.needsJava && !hasJava ? skippedOutcome(checker) : await runChecker(checker, project, prove);
    outcomes.push(outcome);
    tell(outcome);
  }
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
