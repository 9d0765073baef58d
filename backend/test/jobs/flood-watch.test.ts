import assert from 'node:assert/strict';
import { createFloodWatch } from '../../src/jobs/flood-watch.ts';

describe('the watch for floods of events', () => {
  let atMs: number;
  /** A watch to which so many batches came, so long after each other. */
  const watchOf = (batches: number, { size, apartMs }: { size: number; apartMs: number }) => {
    atMs = 0;
    const watch = createFloodWatch(() => atMs);
    for (let batch = 0; batch < batches; batch += 1) {
      watch.add(size);
      atMs += apartMs;
    }
    return watch;
  };

  it('sees none before anything came, nor in 5,000 events a second', () => {
    assert.equal(createFloodWatch().isFlooded(), false);
    assert.equal(watchOf(1_000, { size: 50, apartMs: 10 }).isFlooded(), false);
  });

  it('sees one in more than that, within a quarter of a second', () => {
    assert.equal(watchOf(26, { size: 50, apartMs: 9 }).isFlooded(), true);
    assert.equal(watchOf(25, { size: 50, apartMs: 9 }).isFlooded(), false);
  });

  it('takes it to last a second beyond what came', () => {
    const watch = watchOf(3, { size: 500, apartMs: 0 });
    atMs = 999;
    assert.equal(watch.isFlooded(), true);
    atMs = 1_000;
    assert.equal(watch.isFlooded(), false);
  });
});
