import { loadConfig } from '../config.ts';
import { withDatabase } from '../main.ts';
import type { Database } from '../store/database.ts';
import type { Terminal } from './terminal.ts';

/**
 * Works on the database that the environment names: DATABASE_URL, or the embedded one in AIX_DATA_DIR, which the service must not be
 * using at the same time.
 * @throws SetupError when it cannot be used
 */
export async function withTerminalDatabase<T>(
  { env = {} }: Terminal,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  return withDatabase(loadConfig(env), work);
}
