import assert from 'node:assert/strict';
import { createWorkLoop } from '../../src/jobs/work-loop.ts';

describe('createWorkLoop', () => {
  /** A loop whose rounds a test counts and awaits. */
  function countRounds(work: () => Promise<number | undefined> = async () => undefined, pollMs = 60_000) {
    let rounds = 0;
    const waiting: { round: number; resolve: () => void }[] = [];
    const errors: unknown[] = [];
    const loop = createWorkLoop({
      pollMs,
      onError: error => errors.push(error),
      async work() {
        rounds += 1;
        for (const { round, resolve } of waiting) if (rounds >= round) resolve();
        return work();
      },
    });
    const reach = (round: number) =>
      new Promise<void>(resolve => {
        if (rounds >= round) resolve();
        else waiting.push({ round, resolve });
      });
    return { loop, reach, errors, rounds: () => rounds };
  }

  it('works at once, and again when woken', async () => {
    const { loop, reach } = countRounds();
    await reach(1);
    loop.wake();
    await reach(2);
    await loop.close();
  });

  it('forgets no call that comes while it works', async () => {
    const gate = Promise.withResolvers<undefined>();
    const { loop, reach, rounds } = countRounds(() => gate.promise);
    await reach(1);
    loop.wake();
    loop.wake();
    assert.equal(rounds(), 1);
    gate.resolve(undefined);
    await reach(2);
    await loop.close();
    assert.equal(rounds(), 2);
  });

  it('polls when nobody wakes it, and sooner when its work asks for that', async () => {
    const polled = countRounds(undefined, 1);
    await polled.reach(3);
    await polled.loop.close();
    const asked = countRounds(async () => 1);
    await asked.reach(3);
    await asked.loop.close();
  });

  it('tells of a failure and goes on', async () => {
    let isFirst = true;
    const { loop, reach, errors } = countRounds(async () => {
      if (!isFirst) return undefined;
      isFirst = false;
      throw new Error('the database is away');
    });
    await reach(1);
    await reach(2);
    await loop.close();
    assert.equal((errors[0] as Error).message, 'the database is away');
  });

  it('waits for what is under way before it closes', async () => {
    const gate = Promise.withResolvers<undefined>();
    const { loop, reach } = countRounds(() => gate.promise);
    await reach(1);
    let isClosed = false;
    const closing = loop.close().then(() => {
      isClosed = true;
    });
    await Promise.resolve();
    assert.equal(isClosed, false);
    gate.resolve(undefined);
    await closing;
  });
});
