import { SetupError } from '@aix/shared-scoring';
import { type Config, loadConfig } from '../config.ts';
import { withDatabase } from '../main.ts';
import type { Database } from '../store/database.ts';
import type { Terminal } from './terminal.ts';

/** Ends the help of each command that works on the database. */
export const DATABASE_HELP = `Uses the database of DATABASE_URL, beside the service; or the embedded one in
AIX_DATA_DIR (.aix), which the service has for itself: stop it first, and start it
again afterwards.
`;

/**
 * Works on the database that the environment names: DATABASE_URL, or the embedded one in AIX_DATA_DIR, which the service must not be
 * using at the same time. Makes none: an empty one would answer that all is well.
 * @throws SetupError when it cannot be used, or the service has not used it yet
 */
export async function withTerminalDatabase<T>(
  { env = {} }: Terminal,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const config = loadConfig(env);
  try {
    return await withDatabase(config, work, { onlyUsed: true });
  } catch (error) {
    throw inUse(config, error) ?? error;
  }
}

/** The refusal in the words of whoever typed the command; undefined where it is another one. */
function inUse({ dataDirectory }: Config, cause: unknown): SetupError | undefined {
  if (!(cause instanceof SetupError) || cause.code !== 'ERR_DATA_DIRECTORY_LOCKED') return undefined;
  return new SetupError(
    cause.code,
    `The service, or another command, is using the data directory ${dataDirectory}: stop it, run this command, and start it again`,
    { cause },
  );
}
