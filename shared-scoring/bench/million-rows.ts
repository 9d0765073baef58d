import { fitGbdt } from '../src/gbdt/fit-gbdt.ts';
import { generateNumbers } from './bench-sets.ts';
import { BENCH_TREES } from './bench-trees.ts';
import { timed } from './repeat.ts';
import { startTrainingThreads } from './training-threads.ts';

export interface MillionRows {
  /** Binning and training 1,000,000 x 30 x 100 trees on two threads. */
  seconds: number;
  /** Greatest memory of the whole process, generated leads included. */
  peakMb: number;
  /** Time over that of 100,000 rows; 10 is linear. */
  growthFrom100k: number;
}

const COLUMNS = 30;
const SEED = 1;

/** Trains on a hundred thousand rows, then on a million, two threads each. */
export function measureMillionRows(): MillionRows {
  const small = trainOnTwo(100_000);
  const seconds = trainOnTwo(1_000_000);
  const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
  return { seconds, peakMb, growthFrom100k: seconds / small };
}

function trainOnTwo(nRows: number): number {
  const leads = generateNumbers(nRows, COLUMNS, SEED);
  const { labels } = leads;
  const trainRows = Int32Array.from(labels, (_, row) => row);
  return timed(() => {
    const { binned, work, stop } = startTrainingThreads(leads);
    fitGbdt({ binned, labels, trainRows, options: BENCH_TREES, seed: SEED, work });
    stop();
  });
}
