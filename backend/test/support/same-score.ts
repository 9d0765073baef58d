import assert from 'node:assert/strict';
import type { Score } from '../../src/store/scores.ts';

/** A refreshed score is the one that a scoring in full gives, but may be looked at earlier: after `now`, and no later than that one. */
export function assertSameScore(refreshed: Score | undefined, inFull: Score | undefined, now: Date): void {
  assert.ok(refreshed?.status === 'scored' && inFull?.status === 'scored');
  assert.deepEqual({ ...refreshed, nextLookAt: inFull.nextLookAt }, inFull);
  const looks = [now, refreshed.nextLookAt, inFull.nextLookAt].map(
    at => at?.getTime() ?? Number.POSITIVE_INFINITY,
  );
  assert.ok(looks[0]! < looks[1]! && looks[1]! <= looks[2]!, looks.join());
}
