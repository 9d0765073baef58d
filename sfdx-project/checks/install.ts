import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './run-command.ts';

const CHECKS = import.meta.dirname;
const LOCK = join(CHECKS, 'package-lock.json');
/** The lockfile as it was when the checkers were installed. */
const INSTALLED = join(CHECKS, 'node_modules', '.installed-lock.json');

/**
 * Installs the checkers into their own folder, unless they are there as the lockfile says.
 * @throws Error with npm's last words when npm fails
 */
export async function installCheckers(): Promise<void> {
  const lock = readFileSync(LOCK, 'utf8');
  if (existsSync(INSTALLED) && readFileSync(INSTALLED, 'utf8') === lock) return;
  process.stderr.write('Installing the checkers of the Salesforce package (about 650 MB)…\n');
  const { status, output } = await runCommand('npm', ['ci', '--no-audit', '--no-fund'], CHECKS);
  if (status !== 0) throw new Error(`npm ci in ${CHECKS} failed: ${output.slice(-1000)}`);
  writeFileSync(INSTALLED, lock);
}
