import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './run-command.ts';

/**
 * Installs what a folder's own lockfile says into that folder, unless it is there already.
 * @throws Error with npm's last words when npm fails
 */
export async function installFolder(folder: string, what: string): Promise<void> {
  const lock = readFileSync(join(folder, 'package-lock.json'), 'utf8');
  const installed = join(folder, 'node_modules', '.installed-lock.json');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === lock) return;
  process.stderr.write(`Installing ${what}…\n`);
  const { status, stderr } = await runCommand('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder });
  if (status !== 0) throw new Error(`npm ci in ${folder} failed: ${stderr.slice(-1000)}`);
  writeFileSync(installed, lock);
}
