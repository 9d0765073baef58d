import { setTimeout as pause } from 'node:timers/promises';

const PATIENCE_MS = 40_000;

/** Resolves as soon as the service's loops have made `isTrue` true; fails when that takes too long. */
export async function eventually(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await isTrue())) {
    if (performance.now() > deadline) throw new Error(`not so within ${PATIENCE_MS} ms: ${isTrue}`);
    await pause(20);
  }
}
