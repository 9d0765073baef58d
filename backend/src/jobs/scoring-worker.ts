import {
  createTableBuilder,
  type FieldDefinition,
  type FieldValues,
  InputError,
  type Model,
  modelFromJson,
  modelToJson,
  scoreTable,
  trainModel,
} from '@aix/shared-scoring';
import type { LeadPrediction, Training } from '../use-cases/context.ts';

/** Runs in a worker thread: everything here may take seconds. */

/** Same data, same model: no training of a tenant depends on luck. */
const SEED = 20_260_101;

/** An error loses class and code on its way between threads, so the one that callers act on travels as a sentence. */
export type TrainingAnswer = { artifact: string } | { refused: string };

export function train({
  table,
  labels,
  times,
  horizonDays,
  trainedAt,
  scoreScale,
}: Training): TrainingAnswer {
  const facts = { horizonDays, trainedAt: trainedAt.toISOString() };
  const request = { table, labels, times, seed: SEED, facts, ...(scoreScale && { scoreScale }) };
  try {
    return { artifact: modelToJson(trainModel(request)) };
  } catch (error) {
    if (error instanceof InputError) return { refused: error.message };
    throw error;
  }
}

/** The model used last: bulk scoring sends the same artifact page after page. */
let loaded: { artifact: string; model: Model } | undefined;

export function score({
  artifact,
  fields,
  leads,
}: {
  artifact: string;
  fields: readonly FieldDefinition[];
  leads: readonly FieldValues[];
}): LeadPrediction[] {
  if (loaded?.artifact !== artifact) loaded = { artifact, model: modelFromJson(artifact) };
  const { model } = loaded;
  const builder = createTableBuilder(fields);
  builder.addPage(leads);
  const scores = scoreTable(model, builder.build());
  const width = model.features.length;
  return leads.map((_, row) => ({
    logOdds: scores.logOdds[row]!,
    propensity: scores.propensity[row]!,
    low: scores.low[row]!,
    high: scores.high[row]!,
    contributions: Array.from(scores.contributions.subarray(row * width, (row + 1) * width)),
  }));
}
