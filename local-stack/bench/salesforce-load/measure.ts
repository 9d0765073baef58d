import { performance } from 'node:perf_hooks';

/** What one step took. */
export interface Step {
  seconds: number;
  /** Requests that the org counted. */
  calls: number;
}

/** Measures steps one after the other, and the most memory that this process held meanwhile. */
export interface Meter {
  step(name: string, work: () => Promise<unknown>): Promise<Step>;
  /** Of everything in this process: product, embedded database and stand-in. */
  peakRssMb(): number;
  /** Of the product's own JavaScript. */
  peakHeapMb(): number;
  stop(): void;
}

const SAMPLE_MS = 100;
const MB = 1024 * 1024;

/** @param callsSoFar the org's own count of the requests it took */
export function createMeter(callsSoFar: () => Promise<number>, say: (text: string) => void): Meter {
  let rss = 0;
  let heap = 0;
  const sample = () => {
    const now = process.memoryUsage();
    rss = Math.max(rss, now.rss);
    heap = Math.max(heap, now.heapUsed);
  };
  const timer = setInterval(sample, SAMPLE_MS);
  return {
    async step(name, work) {
      const before = await callsSoFar();
      const start = performance.now();
      await work();
      const seconds = (performance.now() - start) / 1000;
      // The second count is a request, too.
      const calls = (await callsSoFar()) - before - 1;
      sample();
      say(`${name}: ${seconds.toFixed(1)} s, ${calls} requests`);
      return { seconds, calls };
    },
    peakRssMb: () => Math.round(rss / MB),
    peakHeapMb: () => Math.round(heap / MB),
    stop: () => clearInterval(timer),
  };
}
