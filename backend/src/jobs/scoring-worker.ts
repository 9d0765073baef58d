import { constants, setPriority } from 'node:os';
import {
  createTableBuilder,
  type EmptyFieldPlan,
  type FieldDefinition,
  fieldFeatures,
  findEmptyFields,
  type Model,
  modelFromJson,
  planEmptyFields,
  scoreTable,
} from '@aix/shared-scoring';
import type { LeadPrediction, ScoringRequest } from '../use-cases/context.ts';

// On Linux each thread has a priority of its own. Who waits for a card goes before scores, which may take some hundredths of a second longer.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

/** The model used last: bulk scoring sends the same artifact page after page. */
let loaded: { artifact: string; model: Model; fields: string; plan: EmptyFieldPlan } | undefined;

/** Runs in a worker thread: a page takes some hundredths of a second. */
export function score({ artifact, fields, leads }: ScoringRequest): LeadPrediction[] {
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
