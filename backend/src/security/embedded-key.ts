import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from '@aix/shared-scoring';

const KEY_BYTES = 32;

/**
 * The key of the embedded mode: made once, kept beside its database in a file only its owner can read.
 * @throws SetupError ERR_KEY_WRONG when the file is there and holds no key
 */
export function embeddedKey(dataDirectory: string): Buffer {
  const path = join(dataDirectory, 'encryption-key');
  if (!existsSync(path)) {
    // Renamed when whole: a process that is killed in between must not leave half a key.
    writeFileSync(`${path}.partial`, randomBytes(KEY_BYTES).toString('base64'), { mode: 0o600 });
    renameSync(`${path}.partial`, path);
  }
  const key = Buffer.from(readFileSync(path, 'utf8'), 'base64');
  if (key.length !== KEY_BYTES)
    throw new SetupError(
      'ERR_KEY_WRONG',
      `${path} holds no 32-byte key; restore it, or begin again with --fresh`,
    );
  return key;
}
