import { parseArgs } from 'node:util';
import { faultText } from './checker.ts';
import { installCheckers } from './install.ts';
import type { Outcome } from './run-checkers.ts';

/**
 * `npm run check:salesforce`: all that can be checked of the Salesforce package without an org. Prints a line for each
 * checker and one for each fault; exits with 1 when there is a fault. `--prove` plants faults and sees them found, too;
 * `--only NAME` runs the checkers that are called like that; `--json` prints the outcomes as one last line.
 */
async function main(): Promise<void> {
  const options = {
    json: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    prove: { type: 'boolean', default: false },
  } as const;
  const { values } = parseArgs({ options });
  await installCheckers();
  // What the checkers import is there only now.
  const { runCheckers } = await import('./run-checkers.ts');
  const outcomes = await runCheckers(values, outcome => process.stdout.write(reportOf(outcome)));
  const faults = outcomes.flatMap(outcome => outcome.faults);
  process.stdout.write(summaryOf(outcomes, faults.length));
  if (values.json) process.stdout.write(`${JSON.stringify({ faults: faults.length, outcomes })}\n`);
  if (faults.length > 0) process.exitCode = 1;
}

function reportOf({ checker, skipped, faults, plants, plantsFound, seconds }: Outcome): string {
  if (skipped) return `SKIPPED  ${checker}: needs Java 17 or newer on the path\n`;
  const proof = plants === undefined ? '' : `, ${plantsFound} of ${plants} planted faults found`;
  const head = `${faults.length === 0 ? 'ok      ' : 'FAULTS  '} ${checker} (${seconds} s${proof})\n`;
  return head + faults.map(fault => `           ${faultText(fault)}\n`).join('');
}

function summaryOf(outcomes: readonly Outcome[], faults: number): string {
  const skipped = outcomes.filter(outcome => outcome.skipped).length;
  const rest =
    skipped === 0 ? '' : `; ${skipped} of ${outcomes.length} checkers were SKIPPED, so this is no full check`;
  return `Salesforce package: ${faults === 1 ? '1 fault' : `${faults} faults`}${rest}\n`;
}

await main();
