import { createDeliveryPool } from '../use-cases/alerts/delivery-pool.ts';
import type { Context } from '../use-cases/context.ts';
import { createWorkLoop, type WorkLoop } from './work-loop.ts';

/** For what another process left to be delivered, and for tries whose time has come. */
const POLL_MS = 1_000;

/** Delivers what waits. Several processes may run it: each delivery is claimed by one of them. */
export function createAlertLoop(context: Context, onError: (error: unknown) => void): WorkLoop {
  const pool = createDeliveryPool(context, { onError, onRoom: () => loop.wake() });
  const loop = createWorkLoop({
    // Nobody waits for what is under way: whatever ends makes room for more, and wakes.
    work: () => pool.fill().then(() => undefined),
    pollMs: POLL_MS,
    onError,
  });
  return {
    wake: loop.wake,
    async close() {
      await loop.close();
      await pool.drain();
    },
  };
}
