import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SetupError } from '@aix/shared-scoring';

/** Begins the name of every lock file. */
const LOCK = 'lock';

/**
 * Keeps a data directory, or one part of what is in it, for this process alone; made if need be. Call the result to give
 * it back. PGlite has no lock of its own. An open SQLite transaction is one that the operating system holds for us: it ends with
 * the process however that dies, so there is no stale lock, and it works on every platform.
 * Keep the result: a lock that nobody can reach is given back with the garbage.
 * @throws SetupError ERR_DATA_DIRECTORY_LOCKED while another process has it, ERR_CONFIG_INVALID when there can be no such
 *   directory
 */
export function lockDirectory(directory: string, part = 'database'): () => void {
  const lock = openLockFile(directory, part);
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

function openLockFile(directory: string, part: string): DatabaseSync {
  try {
    mkdirSync(directory, { recursive: true });
    return new DatabaseSync(join(directory, `${LOCK}-${part}.sqlite`));
  } catch (cause) {
    throw new SetupError(
      'ERR_CONFIG_INVALID',
      `The data directory ${directory} cannot be made or written to: give its owner the right, or set AIX_DATA_DIR to another directory`,
      { cause },
    );
  }
}

/**
 * Removes everything in a data directory but its locks, to begin again.
 * @throws SetupError ERR_DATA_DIRECTORY_LOCKED while a process uses it; then nothing is removed
 */
export function clearDirectory(directory: string): void {
  const unlock = lockDirectory(directory);
  try {
    for (const name of readdirSync(directory))
      if (!name.startsWith(LOCK)) rmSync(join(directory, name), { recursive: true });
  } finally {
    unlock();
  }
}
