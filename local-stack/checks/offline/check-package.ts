import { parseArgs } from 'node:util';
import { faultText } from './checker.ts';
import { installCheckers } from './install-checkers.ts';
import { type Checks, type Outcome, runCheckers } from './run-checkers.ts';

/** What is checked, as a command of its own. */
export interface PackageCheck<Project> {
  /** How people call it: "Salesforce package". */
  title: string;
  /** Where its checkers are installed. */
  folder: string;
  /** About how much that is: "650 MB". */
  size: string;
  /** Called when the checkers are installed, since what it imports is there only then. */
  open(): Promise<Checks<Project>>;
}

const OPTIONS = {
  fast: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  only: { type: 'string', default: '' },
  prove: { type: 'boolean', default: false },
} as const;

/**
 * The command that checks a package offline. Prints a line for each checker and one for each fault; the process ends with 1
 * when there is a fault. `--prove` plants faults and sees them found, too; `--only NAME` runs the checkers that are called
 * like that, `--fast` those that take neither a browser nor minutes; `--json` prints the outcomes as one last line.
 */
export async function checkPackage<Project>({
  title,
  folder,
  size,
  open,
}: PackageCheck<Project>): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS });
  await installCheckers(folder, `Installing the checkers of the ${title} (about ${size})…`);
  const outcomes = await runCheckers(await open(), values, outcome => {
    process.stdout.write(reportOf(outcome));
  });
  const faults = outcomes.flatMap(outcome => outcome.faults);
  process.stdout.write(summaryOf(title, outcomes, faults.length));
  if (values.json) process.stdout.write(`${JSON.stringify({ faults: faults.length, outcomes })}\n`);
  if (faults.length > 0) process.exitCode = 1;
}

function reportOf({ checker, skipped, faults, plants, plantsFound, seconds }: Outcome): string {
  if (skipped !== null) return `SKIPPED  ${checker}: needs ${skipped}\n`;
  const proof = plants === undefined ? '' : `, ${plantsFound} of ${plants} planted faults found`;
  const head = `${faults.length === 0 ? 'ok      ' : 'FAULTS  '} ${checker} (${seconds} s${proof})\n`;
  return head + faults.map(fault => `           ${faultText(fault)}\n`).join('');
}

function summaryOf(title: string, outcomes: readonly Outcome[], faults: number): string {
  const skipped = outcomes.filter(outcome => outcome.skipped !== null).length;
  const rest =
    skipped === 0 ? '' : `; ${skipped} of ${outcomes.length} checkers were SKIPPED, so this is no full check`;
  return `${title}: ${faults === 1 ? '1 fault' : `${faults} faults`}${rest}\n`;
}
