import { type TidiedSizes, tidyTables } from '../store/tidy-tables.ts';
import type { Context } from './context.ts';

/** Keeps the tables small and their statistics fresh; of several processes one at a time. Remembers in `sizes` what it did. */
export async function tidyStore({ database }: Context, sizes: TidiedSizes): Promise<void> {
  const lock = await database.tryLock('tidying of the tables');
  if (lock === undefined) return;
  await tidyTables(database, sizes).finally(lock.release);
}
