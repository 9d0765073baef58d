import type { FieldDefinition, FieldValues, FitScore } from '@aix/shared-scoring';
import type { Champion } from '../champion.ts';
import type { Context } from '../context.ts';

/** A model's answer as a receipt keeps it. */
export type ReceiptFit = FitScore & { contributions: readonly number[] };

/**
 * What a model says of a lead's features as a receipt keeps them: exactly what it said when it read them from the lead's fields. A
 * feature that the model knows as another kind, or not at all, counts as missing.
 */
export async function fitFeatures(
  context: Context,
  { model, artifact }: Champion,
  features: FieldValues,
): Promise<ReceiptFit> {
  const fields = model.features.flatMap(({ name, label, kind }): FieldDefinition[] => {
    const value = Object.hasOwn(features, name) ? features[name] : null;
    if (kind === 'number') return typeof value === 'number' ? [{ name, label, kind }] : [];
    if (typeof value === 'boolean') return [{ name, label, kind: 'boolean' }];
    return typeof value === 'string' ? [{ name, label, kind: 'category' }] : [];
  });
  // Features are as of their own time already; no date is left to be read.
  const leads = [{ values: features, asOf: new Date(0) }];
  const [prediction] = await context.scoring.score({ artifact, fields, leads });
  const { logOdds, low, high, contributions } = prediction!;
  return { logOdds, low, high, contributions };
}
