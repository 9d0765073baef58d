import { spawnSync } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { basename } from 'node:path';

/**
 * Lets this thread work after others, where the system keeps a priority for each thread: `always` only when no other one wants to, since
 * nobody waits for a training, but for a card; `mostly` for scores, which may take some hundredths of a second longer.
 */
export function stepBack(how: 'always' | 'mostly'): void {
  if (process.platform !== 'linux') return;
  const { PRIORITY_LOW, PRIORITY_BELOW_NORMAL } = constants.priority;
  setPriority(how === 'mostly' ? PRIORITY_BELOW_NORMAL : PRIORITY_LOW);
  if (how === 'mostly') return;
  // Linux places other threads beside one of low priority as if its processor were taken, but not beside an idle one. Without `chrt` it stays so.
  const thread = basename(readlinkSync('/proc/thread-self'));
  spawnSync('chrt', ['--idle', '--pid', '0', thread], { stdio: 'ignore' });
}
