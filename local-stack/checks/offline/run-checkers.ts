import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Checker, type Fault, faultText, type Plant } from './checker.ts';

/** How many run at once. Most of them wait for a process of their own, so two fit on any machine. */
const LANES = Math.max(2, availableParallelism());
/** Of a reason why a checker broke, in characters: bundlers print whole files after it. */
const LONGEST_REASON = 1_000;

/** A project and all that is checked of it. */
export interface Checks<Project> {
  /** Long ones first, so that none of them is left alone at the end. */
  checkers: readonly Checker<Project>[];
  project: Project;
  /** A copy of the project with these faults in it, in an empty folder; the folder is removed afterwards. */
  plant(plants: readonly Plant[], folder: string): Project | Promise<Project>;
  /** Checkers that cannot run here, by name, with what they need. */
  skipped?: ReadonlyMap<string, string>;
}

/** How one checker fared. */
export interface Outcome {
  checker: string;
  /** What it needs and is not here; null when it ran. */
  skipped: string | null;
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
  /** Without those that take a browser, or minutes. */
  fast?: boolean;
}

/**
 * Runs the checkers on the project, as many at once as there are processors; `tell` hears of each as it ends. With `prove`,
 * each also runs on a copy with faults planted for it, and one that it misses is a fault of its own.
 * @throws Error when no checker is called like that
 */
export async function runCheckers<Project>(
  checks: Checks<Project>,
  { prove, only, fast = false }: Wanted,
  tell: (outcome: Outcome) => void,
): Promise<Outcome[]> {
  const { checkers, skipped } = checks;
  const wanted = checkers.filter(
    ({ name, isSlow }) => name.toLowerCase().includes(only.toLowerCase()) && !(fast && isSlow),
  );
  if (wanted.length === 0)
    throw new Error(`No checker is called ${only}: ${checkers.map(({ name }) => name).join(', ')}`);
  const outcomes: Outcome[] = [];
  const waiting = [...wanted];
  const lane = async () => {
    for (let checker = waiting.shift(); checker !== undefined; checker = waiting.shift()) {
      const needed = skipped?.get(checker.name);
      const outcome =
        needed === undefined
          ? await runChecker(checks, checker, prove)
          : { checker: checker.name, skipped: needed, faults: [], seconds: 0 };
      outcomes.push(outcome);
      tell(outcome);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return outcomes;
}

async function runChecker<Project>(
  checks: Checks<Project>,
  checker: Checker<Project>,
  prove: boolean,
): Promise<Outcome> {
  const start = performance.now();
  const faults = await faultsOf(checker, checks.project);
  const missed = prove ? await missedPlants(checks, checker) : [];
  return {
    checker: checker.name,
    skipped: null,
    faults: [...faults, ...missed],
    ...(prove && { plants: checker.plants.length, plantsFound: checker.plants.length - missed.length }),
    seconds: Math.round((performance.now() - start) / 100) / 10,
  };
}

/** What a checker finds. That it breaks is a fault, too: the others go on. */
async function faultsOf<Project>(checker: Checker<Project>, project: Project): Promise<Fault[]> {
  try {
    return await checker.check(project);
  } catch (error) {
    return [{ file: checker.name, message: `this checker broke: ${String(error).slice(0, LONGEST_REASON)}` }];
  }
}

async function missedPlants<Project>(checks: Checks<Project>, checker: Checker<Project>): Promise<Fault[]> {
  const folder = mkdtempSync(join(tmpdir(), 'planted-faults-'));
  try {
    const faulty = await checks.plant(checker.plants, folder);
    const found = (await faultsOf(checker, faulty)).map(faultText);
    return checker.plants
      .filter(({ expected }) => !found.some(text => expected.test(text)))
      .map(({ file, expected }) => ({
        file,
        message: `this planted fault was not found: ${expected}; found instead: ${found[0] ?? 'nothing'}`,
      }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
