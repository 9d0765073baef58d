import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SetupError } from '@aix/shared-scoring';

const LOCK_FILE = 'lock.sqlite';

/**
 * Keeps a data directory for this process alone, made if need be; call the result to give it back. PGlite has no lock of
 * its own. An open SQLite transaction is one that the operating system holds for us: it ends with
 * the process however that dies, so there is no stale lock, and it works on every platform.
 * @throws SetupError ERR_DATA_DIRECTORY_LOCKED while another process has it
 */
export function lockDirectory(directory: string): () => void {
  mkdirSync(directory, { recursive: true });
  const lock = new DatabaseSync(join(directory, LOCK_FILE));
  try {
    lock.exec('pragma locking_mode = exclusive; begin exclusive');
  } catch (cause) {
    lock.close();
    throw new SetupError(
      'ERR_DATA_DIRECTORY_LOCKED',
      `Another process is using the data directory ${directory}: stop it, or set AIX_DATA_DIR to another directory`,
      { cause },
    );
  }
  return () => lock.close();
}

/**
 * Removes everything in a data directory, to begin again.
 * @throws SetupError ERR_DATA_DIRECTORY_LOCKED while a process uses it; then nothing is removed
 */
export function clearDirectory(directory: string): void {
  const unlock = lockDirectory(directory);
  for (const name of readdirSync(directory))
    if (!name.startsWith(LOCK_FILE)) rmSync(join(directory, name), { recursive: true });
  unlock();
}
