import { DEFAULT_GBDT_OPTIONS, type GbdtOptions } from '../src/gbdt/options.ts';

/** 100 trees of 31 leaves that see every row and column, as the references are told to grow them too. */
export const BENCH_TREES: GbdtOptions = {
  ...DEFAULT_GBDT_OPTIONS,
  rounds: 100,
  maxLeaves: 31,
  learningRate: 0.1,
  rowShare: 1,
  columnShare: 1,
};
