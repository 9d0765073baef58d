import { workerData } from 'node:worker_threads';
import { createHistogramFiller } from '../src/gbdt/trees/histogram.ts';
import { COUNT, DONE, type SharedMemory, STOP } from './shared-histograms.ts';

/** The second thread: waits for rows, counts them, says that it is done, until it is told to stop. */
const memory: SharedMemory = workerData;
const { signal } = memory;
const fillHistogram = createHistogramFiller(memory);
for (let state = Atomics.load(signal, 0); state !== STOP; state = Atomics.load(signal, 0)) {
  if (state !== COUNT) {
    Atomics.wait(signal, 0, state);
    continue;
  }
  fillHistogram(memory.histogram, {
    rows: memory.rows.subarray(0, signal[1]),
    derivatives: memory,
  });
  Atomics.store(signal, 0, DONE);
  Atomics.notify(signal, 0);
}
