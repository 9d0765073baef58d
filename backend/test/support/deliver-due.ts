import { createDeliveryPool } from '../../src/use-cases/alerts/delivery-pool.ts';
import type { Context } from '../../src/use-cases/context.ts';

/** Tries what is due, as far as a process has room, and waits for it. @returns how many were tried @throws what nobody expected */
export async function deliverDue(context: Context): Promise<number> {
  const unexpected: unknown[] = [];
  const pool = createDeliveryPool(context, { onError: error => unexpected.push(error) });
  const begun = await pool.fill();
  await pool.drain();
  if (unexpected.length > 0) throw unexpected[0];
  return begun;
}
