import assert from 'node:assert/strict';
import { createFloodWatch } from '../../src/jobs/flood-watch.ts';

describe('the watch for floods of events', () => {
  let atMs: number;
  /** Whether a flood is seen at the end of so many batches, each so long after the one before. */
  const isFloodedBy = (batches: number, { size, apartMs }: { size: number; apartMs: number }) => {
    atMs = 0;
    const watch = createFloodWatch(() => atMs);
    for (let batch = 0; batch < batches; batch += 1) {
      watch.add(size);
      atMs += apartMs;
    }
    return { now: watch.isFlooded(), watch };
  };

  it('sees none before anything came, nor in 5,000 events a second', () => {
    assert.equal(createFloodWatch().isFlooded(), false);
    assert.equal(isFloodedBy(1_000, { size: 50, apartMs: 10 }).now, false);
  });

  it('sees one in more than that, within a quarter of a second', () => {
    assert.equal(isFloodedBy(26, { size: 50, apartMs: 9 }).now, true);
    assert.equal(isFloodedBy(25, { size: 50, apartMs: 9 }).now, false);
  });

  it('takes it to last a second beyond what came', () => {
    const { watch } = isFloodedBy(3, { size: 500, apartMs: 0 });
    atMs = 999;
    assert.equal(watch.isFlooded(), true);
    atMs = 1_000;
    assert.equal(watch.isFlooded(), false);
  });
});
