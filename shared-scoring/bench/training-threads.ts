import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { type BinnedColumn, type BinnedMatrix, binColumn, joinColumns } from '../src/gbdt/binning.ts';
import type { TrainingWork } from '../src/gbdt/training-work.ts';
import {
  chooseDerivativeScale,
  type DerivativeScale,
  differentiateLogLoss,
} from '../src/gbdt/trees/derivatives.ts';
import {
  addHistogram,
  type CountedMatrix,
  createHistogram,
  createHistogramFiller,
} from '../src/gbdt/trees/histogram.ts';
import type { BenchSet } from './bench-sets.ts';

/** What the worker is asked to do, in `signal[0]`; it sets IDLE again when it is done. */
export const IDLE = 0;
export const BIN = 1;
export const LOOK = 2;
export const COUNT = 3;
export const DERIVE = 4;
export const STOP = 5;

/** What the worker starts with. */
export interface WorkerStart {
  readonly port: MessagePort;
  /** [task, first byte of the rows, number of rows, first byte of the pairs, first byte of the odds] */
  readonly signal: Int32Array;
  readonly columns: BenchSet['matrix']['columns'];
}

/** Memory that both threads see, sent once the columns are binned. */
export interface SharedMemory {
  /** Holds the training's rows, odds and derivatives. */
  readonly arena: SharedArrayBuffer;
  readonly nRows: number;
  readonly labels: Uint8Array;
  readonly counted: CountedMatrix;
  readonly histogram: Float64Array;
  readonly scale: DerivativeScale;
}

export interface TrainingThreads {
  readonly binned: BinnedMatrix;
  readonly work: TrainingWork;
  stop(): void;
}

/** Below this many rows handing over costs more than it saves. */
const LEAST_SHARED_ROWS = 4000;
/** Looks at the other thread's progress before it sleeps: waking takes longer than most of the work. */
const GLANCES = 20_000;

/**
 * Bins leads on two threads, this one and a worker, and lets both share a training: the same trees as on one. Half of the columns
 * move over to the worker; they cannot be read afterwards.
 */
export function startTrainingThreads({ matrix, labels }: BenchSet): TrainingThreads {
  const { port1: own, port2: port } = new MessageChannel();
  const signal = new Int32Array(new SharedArrayBuffer(5 * Int32Array.BYTES_PER_ELEMENT));
  const half = matrix.columns.length >> 1;
  const columns = matrix.columns.slice(half);
  const buffers = columns.map(column => (column.kind === 'number' ? column.values : column.codes).buffer);
  const worker = new Worker(new URL('training-worker.ts', import.meta.url), {
    workerData: { port, signal, columns } satisfies WorkerStart,
    transferList: [port, ...(buffers as ArrayBuffer[])],
  });
  hand(signal, BIN);
  const first = matrix.columns.slice(0, half).map(binColumn);
  awaitIdle(signal);
  const second: BinnedColumn[] = receiveMessageOnPort(own)?.message;
  const binned = joinColumns(matrix.nRows, [...first, ...second]);
  const memory = shareMemory(binned, labels);
  own.postMessage(memory);
  hand(signal, LOOK);
  awaitIdle(signal);
  const stop = () => {
    hand(signal, STOP);
    own.close();
    worker.unref();
  };
  return { binned: { ...binned, rowSlots: memory.counted.rowSlots }, work: shareWork(memory, signal), stop };
}

/** Tells the worker, or the worker the other thread, what comes next. */
export function hand(signal: Int32Array, task: number): void {
  Atomics.store(signal, 0, task);
  Atomics.notify(signal, 0);
}

/** Waits until `signal` shows another task than this one, and returns it. */
export function awaitOther(signal: Int32Array, task: number): number {
  for (let glance = 0; glance < GLANCES; glance++)
    if (Atomics.load(signal, 0) !== task) return Atomics.load(signal, 0);
  Atomics.wait(signal, 0, task);
  return Atomics.load(signal, 0);
}

function awaitIdle(signal: Int32Array): void {
  for (let task = Atomics.load(signal, 0); task !== IDLE; ) task = awaitOther(signal, task);
}

function shareMemory(binned: BinnedMatrix, labels: Uint8Array): SharedMemory {
  const { nRows, rowSlots, slotStarts, bundles } = binned;
  // Rows, odds and pairs of derivatives, and a word each to keep them apart.
  const arena = new SharedArrayBuffer(nRows * (4 + 8 + 16) + 3 * 8);
  const slotMemory = new SharedArrayBuffer(rowSlots.byteLength);
  const sharedSlots =
    rowSlots instanceof Uint16Array ? new Uint16Array(slotMemory) : new Uint32Array(slotMemory);
  sharedSlots.set(rowSlots);
  const sharedLabels = new Uint8Array(new SharedArrayBuffer(nRows));
  sharedLabels.set(labels);
  return {
    arena,
    nRows,
    labels: sharedLabels,
    counted: { rowSlots: sharedSlots, slotStarts, bundles },
    histogram: new Float64Array(new SharedArrayBuffer(createHistogram(binned).byteLength)),
    scale: chooseDerivativeScale(nRows),
  };
}

function shareWork(memory: SharedMemory, signal: Int32Array): TrainingWork {
  const fillHistogram = createHistogramFiller(memory.counted);
  let used = 0;
  const allot = (byteLength: number) => {
    const start = used;
    used += 8 * Math.ceil(byteLength / 8);
    return start;
  };
  /** Leaves the second half of the rows to the worker, does the first, waits for the second. */
  const share = (task: number, rows: Int32Array, bytes: number[], doOwn: (rows: Int32Array) => void) => {
    const middle = rows.length >> 1;
    signal.set([rows.subarray(middle).byteOffset, rows.length - middle, ...bytes], 1);
    hand(signal, task);
    doOwn(rows.subarray(0, middle));
    awaitIdle(signal);
  };
  return {
    createIntegers: length => new Int32Array(memory.arena, allot(4 * length), length),
    createDoubles: length => new Float64Array(memory.arena, allot(8 * length), length),
    fillHistogram(histogram, request) {
      const { rows, derivatives } = request;
      if (rows.length < LEAST_SHARED_ROWS) return fillHistogram(histogram, request);
      share(COUNT, rows, [derivatives.pairs.byteOffset], own => {
        fillHistogram(histogram, { ...request, rows: own });
      });
      addHistogram(histogram, memory.histogram);
    },
    differentiate(derivatives, leads) {
      share(DERIVE, leads.rows, [derivatives.pairs.byteOffset, leads.odds.byteOffset], own => {
        differentiateLogLoss(derivatives, { ...leads, rows: own });
      });
    },
  };
}
