import { receiveMessageOnPort, workerData } from 'node:worker_threads';
import { binColumn } from '../src/gbdt/binning.ts';
import { differentiateLogLoss } from '../src/gbdt/trees/derivatives.ts';
import { createHistogramFiller } from '../src/gbdt/trees/histogram.ts';
import {
  awaitOther,
  DERIVE,
  hand,
  IDLE,
  LOOK,
  type SharedMemory,
  STOP,
  type WorkerStart,
} from './training-threads.ts';

/** The second thread: bins its columns, looks at the memory it is given, then counts and derives rows until it is told to stop. */
const { port, signal, columns }: WorkerStart = workerData;
port.postMessage(columns.map(binColumn));
hand(signal, IDLE);
while (awaitOther(signal, IDLE) !== LOOK);
const memory: SharedMemory = receiveMessageOnPort(port)?.message;
const { arena, labels, scale, nRows } = memory;
const fillHistogram = createHistogramFiller(memory.counted);
hand(signal, IDLE);

for (let task = awaitOther(signal, IDLE); task !== STOP; task = awaitOther(signal, IDLE)) {
  if (task === IDLE) continue;
  const [, rowsStart, rowCount, pairsStart, oddsStart] = signal;
  const rows = new Int32Array(arena, rowsStart, rowCount);
  const derivatives = { pairs: new Float64Array(arena, pairsStart, 2 * nRows), scale };
  if (task === DERIVE) {
    const odds = new Float64Array(arena, oddsStart, nRows);
    differentiateLogLoss(derivatives, { labels, rows, odds });
  } else fillHistogram(memory.histogram, { rows, derivatives });
  hand(signal, IDLE);
}
port.close();
