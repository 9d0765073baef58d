import { Worker } from 'node:worker_threads';
import type { BinnedMatrix } from '../src/gbdt/binning.ts';
import type { Bundles } from '../src/gbdt/bins/bundles.ts';
import {
  addHistogram,
  createHistogram,
  createHistogramFiller,
  type FillHistogram,
  type HistogramRequest,
} from '../src/gbdt/trees/histogram.ts';

/** Memory that both threads see. */
export interface SharedMemory {
  /** [state, number of rows] */
  signal: Int32Array;
  rows: Int32Array;
  pairs: Float64Array;
  histogram: Float64Array;
  rowSlots: Uint16Array | Uint32Array;
  slotStarts: Int32Array;
  bundles: Bundles | null;
}

export const IDLE = 0;
export const COUNT = 1;
export const DONE = 2;
export const STOP = 3;

/** Below this many rows handing over costs more than it saves. */
const LEAST_SHARED_ROWS = 20_000;

/** Counts each leaf's rows on two threads, this one and a worker; the same trees as on one. */
export function createSharedHistograms(binned: BinnedMatrix): {
  binned: BinnedMatrix;
  fill: FillHistogram;
  stop(): void;
} {
  const rowSlots = share(binned.rowSlots);
  const memory: SharedMemory = {
    signal: share(new Int32Array(2)),
    rows: share(new Int32Array(binned.nRows)),
    pairs: share(new Float64Array(2 * binned.nRows)),
    histogram: share(createHistogram(binned)),
    rowSlots,
    slotStarts: binned.slotStarts,
    bundles: binned.bundles,
  };
  const worker = new Worker(new URL('histogram-worker.ts', import.meta.url), { workerData: memory });
  const { signal } = memory;
  const fillHistogram = createHistogramFiller(binned);
  return {
    binned: { ...binned, rowSlots },
    fill(histogram, request) {
      if (request.rows.length < LEAST_SHARED_ROWS) return fillHistogram(histogram, request);
      const middle = request.rows.length >> 1;
      handOver(memory, { ...request, rows: request.rows.subarray(middle) });
      signal[1] = request.rows.length - middle;
      Atomics.store(signal, 0, COUNT);
      Atomics.notify(signal, 0);
      fillHistogram(histogram, { ...request, rows: request.rows.subarray(0, middle) });
      Atomics.wait(signal, 0, COUNT);
      addHistogram(histogram, memory.histogram);
    },
    stop() {
      Atomics.store(signal, 0, STOP);
      Atomics.notify(signal, 0);
      worker.unref();
    },
  };
}

/** Copies the rows' numbers and derivatives, and nothing of other rows. */
function handOver(memory: SharedMemory, { rows, derivatives }: HistogramRequest): void {
  memory.rows.set(rows);
  for (let at = 0; at < rows.length; at++) {
    memory.pairs[2 * rows[at]] = derivatives.pairs[2 * rows[at]];
    memory.pairs[2 * rows[at] + 1] = derivatives.pairs[2 * rows[at] + 1];
  }
}

function share<T extends Int32Array | Float64Array | Uint16Array | Uint32Array>(array: T): T {
  const buffer = new SharedArrayBuffer(array.byteLength);
  const copy = new (array.constructor as new (buffer: SharedArrayBuffer) => T)(buffer);
  copy.set(array);
  return copy;
}
