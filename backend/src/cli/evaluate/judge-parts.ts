import {
  type JudgedLeads,
  judgeTogether,
  type MetricIntervals,
  type Metrics,
  measure,
  measureIntervals,
  pickLabels,
  predictLogOdds,
  selectRows,
  sigmoid,
  trainModel,
  type Verdict,
} from '@aix/shared-scoring';
import type { Part } from './parts/choose-parts.ts';
import type { CsvLeads } from './read-leads.ts';

/** What came of all parts together. */
export interface Judgement {
  parts: PartJudgement[];
  /** 90 %, of the means of the parts' measures. */
  intervals: MetricIntervals;
  /** On the held-out leads of all parts, ranked within each. */
  verdict: Verdict;
  /** The held-out leads of all parts, part by part. */
  judged: JudgedRows;
  /** Seconds of one training, mean. */
  fitSeconds: number;
  rowsPerSecond: number;
}

/** Leads with their rows in the table. */
export interface JudgedRows extends JudgedLeads {
  rows: Int32Array;
}

export interface PartJudgement extends Metrics {
  /** The window of time, such as `2026-03`; undefined where parts are no windows. */
  window: string | undefined;
  fitSeconds: number;
}

interface PartScores extends JudgedLeads {
  fitSeconds: number;
  scoreSeconds: number;
}

/** Trains for each part and scores its test rows. `onPart` hears of each part as it ends. */
export function judgeParts(
  leads: CsvLeads,
  { parts, seed }: { parts: readonly Part[]; seed: number },
  onPart: (part: PartJudgement, at: number) => void,
): Judgement {
  const scored = parts.map((rows, at) => {
    const scores = scorePart(leads, rows, seed);
    const part = {
      window: rows.window,
      ...measure(scores.propensities, scores.labels),
      fitSeconds: scores.fitSeconds,
    };
    onPart(part, at);
    return { scores, part };
  });
  const together = scored.map(({ scores }) => scores);
  const sum = (of: (scores: PartScores) => number) =>
    together.reduce((total, scores) => total + of(scores), 0);
  return {
    parts: scored.map(({ part }) => part),
    intervals: measureIntervals(together, seed),
    verdict: judgeTogether(together, seed),
    judged: {
      rows: Int32Array.from(parts.flatMap(({ testRows }) => [...testRows])),
      propensities: Float64Array.from(together.flatMap(({ propensities }) => [...propensities])),
      labels: Uint8Array.from(together.flatMap(({ labels }) => [...labels])),
    },
    fitSeconds: sum(scores => scores.fitSeconds) / parts.length,
    rowsPerSecond:
      sum(scores => scores.labels.length) /
      Math.max(
        sum(scores => scores.scoreSeconds),
        1e-9,
      ),
  };
}

function scorePart(
  { table, labels, times }: CsvLeads,
  { trainRows, testRows }: Part,
  seed: number,
): PartScores {
  const request = { table: selectRows(table, trainRows), labels: pickLabels(labels, trainRows), seed };
  const startedAt = performance.now();
  const model = trainModel(
    times === undefined ? request : { ...request, times: trainTimes(times.values, trainRows) },
  );
  const trainedAt = performance.now();
  const propensities = predictLogOdds(model, selectRows(table, testRows)).map(sigmoid);
  const scoredAt = performance.now();
  return {
    propensities,
    labels: pickLabels(labels, testRows),
    fitSeconds: (trainedAt - startedAt) / 1000,
    scoreSeconds: (scoredAt - trainedAt) / 1000,
  };
}

function trainTimes(times: Float64Array, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, row => times[row]!);
}
