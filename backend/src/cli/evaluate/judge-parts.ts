import {
  judge,
  type Metrics,
  measure,
  otherRows,
  pickLabels,
  predictLogOdds,
  selectRows,
  sigmoid,
  trainModel,
  type Verdict,
} from '@aix/shared-scoring';
import type { CsvLeads } from './read-leads.ts';

/** What came of all parts together. */
export interface Judgement {
  parts: PartJudgement[];
  /** On the held-out leads of all parts. */
  verdict: Verdict;
  /** Seconds of one training, mean. */
  fitSeconds: number;
  rowsPerSecond: number;
}

export interface PartJudgement extends Metrics {
  fitSeconds: number;
}

interface PartScores {
  propensities: Float64Array;
  labels: Uint8Array;
  fitSeconds: number;
  scoreSeconds: number;
}

/** Trains on the rest of the leads for each part and scores its test rows. `onPart` hears of each part as it ends. */
export function judgeParts(
  leads: CsvLeads,
  { parts, seed }: { parts: readonly Int32Array[]; seed: number },
  onPart: (part: PartJudgement, at: number) => void,
): Judgement {
  const scored = parts.map((testRows, at) => {
    const scores = scorePart(leads, testRows, seed);
    const part = { ...measure(scores.propensities, scores.labels), fitSeconds: scores.fitSeconds };
    onPart(part, at);
    return { scores, part };
  });
  const propensities = Float64Array.from(scored.flatMap(({ scores }) => Array.from(scores.propensities)));
  const labels = Uint8Array.from(scored.flatMap(({ scores }) => Array.from(scores.labels)));
  const sum = (of: (scores: PartScores) => number) =>
    scored.reduce((total, { scores }) => total + of(scores), 0);
  return {
    parts: scored.map(({ part }) => part),
    verdict: judge(propensities, labels, seed),
    fitSeconds: sum(scores => scores.fitSeconds) / parts.length,
    rowsPerSecond:
      labels.length /
      Math.max(
        sum(scores => scores.scoreSeconds),
        1e-9,
      ),
  };
}

function scorePart({ table, labels, times }: CsvLeads, testRows: Int32Array, seed: number): PartScores {
  const trainRows = otherRows(table.nRows, testRows);
  const request = { table: selectRows(table, trainRows), labels: pickLabels(labels, trainRows), seed };
  const startedAt = performance.now();
  const model = trainModel(
    times === undefined ? request : { ...request, times: trainTimes(times, trainRows) },
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
