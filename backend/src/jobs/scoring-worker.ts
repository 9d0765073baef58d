import { spawnSync } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { basename } from 'node:path';
import {
  countConversions,
  createTableBuilder,
  DEFAULT_STARTER,
  type EmptyFieldPlan,
  type FieldDefinition,
  fieldFeatures,
  findEmptyFields,
  findTableLeaks,
  InputError,
  type LeakSuspect,
  leaveOutBlocked,
  type Model,
  modelFromJson,
  modelToJson,
  planEmptyFields,
  scoreTable,
  trainModel,
} from '@aix/shared-scoring';
import type { LeadPrediction, ScoringRequest, Training } from '../use-cases/context.ts';

export { learnFromOutcomes as learnSignals } from './learn-signals-worker.ts';

/** Runs in a worker thread: everything here may take seconds. */

/** Same data, same model: no training of a tenant depends on luck. */
const SEED = 20_260_101;

/** An error loses class and code on its way between threads, so the one that callers act on travels as a sentence. */
export type TrainingAnswer = { artifact: string } | { refused: string };

export function train(training: Training): TrainingAnswer {
  stepBack('always');
  const { table, labels, times, horizonDays, trainedAt, scoreScale } = training;
  const leakSuspects = checkLeaks(training);
  const request = {
    ...{ table: leaveOutBlocked(table, leakSuspects), labels, times, seed: SEED },
    facts: { horizonDays, trainedAt: trainedAt.toISOString() },
    leakSuspects,
    starter: DEFAULT_STARTER,
    ...(scoreScale && { scoreScale }),
  };
  try {
    return { artifact: modelToJson(trainModel(request)) };
  } catch (error) {
    if (error instanceof InputError) return { refused: error.message };
    throw error;
  }
}

let hasStepped = false;

/**
 * Lets this thread work after others, where the system keeps a priority for each thread: `always` only when no other one wants to, since
 * nobody waits for a training, but for a card; `mostly` for scores, which may take some hundredths of a second longer. Told once; a thread
 * does nothing else.
 */
function stepBack(how: 'always' | 'mostly'): void {
  if (hasStepped || process.platform !== 'linux') return;
  hasStepped = true;
  const { PRIORITY_LOW, PRIORITY_BELOW_NORMAL } = constants.priority;
  setPriority(how === 'mostly' ? PRIORITY_BELOW_NORMAL : PRIORITY_LOW);
  if (how === 'mostly') return;
  // Linux places other threads beside one of low priority as if its processor were taken, but not beside an idle one. Without `chrt` it stays so.
  const thread = basename(readlinkSync('/proc/thread-self'));
  spawnSync('chrt', ['--idle', '--pid', '0', thread], { stdio: 'ignore' });
}

/** Fields that are, or may be, filled in after the outcome. Nothing can be said from fewer than two leads of an outcome. */
function checkLeaks({ table, labels, knownTimes }: Training): readonly LeakSuspect[] {
  const conversions = countConversions(labels);
  if (Math.min(conversions, labels.length - conversions) < 2) return [];
  return findTableLeaks(table, { labels, seed: SEED, times: knownTimes });
}

/** The model used last: bulk scoring sends the same artifact page after page. */
let loaded: { artifact: string; model: Model; fields: string; plan: EmptyFieldPlan } | undefined;

export function score({ artifact, fields, leads }: ScoringRequest): LeadPrediction[] {
  stepBack('mostly');
  const { model, plan } = load(artifact, fields);
  const builder = createTableBuilder(fieldsAsTrained(model, fields));
  const values = leads.map(each => each.values);
  builder.addPage(
    values,
    leads.map(({ asOf }) => asOf),
  );
  const table = builder.build();
  const scores = scoreTable(model, table);
  const emptyFields = findEmptyFields(model, plan, { table, logOdds: scores.logOdds, values });
  const width = model.features.length;
  return leads.map((_, row) => ({
    logOdds: scores.logOdds[row]!,
    propensity: scores.propensity[row]!,
    low: scores.low[row]!,
    high: scores.high[row]!,
    contributions: Array.from(scores.contributions.subarray(row * width, (row + 1) * width)),
    emptyField: emptyFields[row]!,
  }));
}

function load(artifact: string, fields: readonly FieldDefinition[]): { model: Model; plan: EmptyFieldPlan } {
  const shape = JSON.stringify(fields);
  if (loaded?.artifact !== artifact || loaded.fields !== shape) {
    const model = loaded?.artifact === artifact ? loaded.model : modelFromJson(artifact);
    const plan = planEmptyFields(model, fieldsAsTrained(model, fields));
    loaded = { artifact, model, fields: shape, plan };
  }
  return loaded;
}

/**
 * The fields without those that have become of another kind since the training: they count as missing until the next one, so
 * that a changed field never stops a tenant's scores.
 */
function fieldsAsTrained(model: Model, fields: readonly FieldDefinition[]): FieldDefinition[] {
  const kinds = new Map(model.features.map(({ name, kind }) => [name, kind]));
  return fields.filter(field =>
    fieldFeatures(field).every(({ name, kind }) => {
      const trained = kinds.get(name);
      return trained === undefined || (trained === 'number') === (kind === 'number');
    }),
  );
}
