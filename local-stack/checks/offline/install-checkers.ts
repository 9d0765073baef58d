import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './run-command.ts';

/**
 * Installs checkers into their own folder, unless they are there as its lockfile says.
 * @param notice printed before: that it happens, and how much it is
 * @throws Error with npm's last words when npm fails
 */
export async function installCheckers(folder: string, notice: string): Promise<void> {
  const lock = readFileSync(join(folder, 'package-lock.json'), 'utf8');
  // The lockfile as it was when they were installed.
  const installed = join(folder, 'node_modules', '.installed-lock.json');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === lock) return;
  process.stderr.write(`${notice}\n`);
  const { status, output } = await runCommand('npm', ['ci', '--no-audit', '--no-fund'], folder);
  if (status !== 0) throw new Error(`npm ci in ${folder} failed: ${output.slice(-1000)}`);
  writeFileSync(installed, lock);
}
