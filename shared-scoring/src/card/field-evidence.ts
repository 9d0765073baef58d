import type { FieldValue, FieldValues } from '../domain/field.ts';
import { type FeatureFacts, findGroup } from '../model/feature-facts.ts';
import type { Model } from '../model/model.ts';
import type { FieldEvidence, Peers } from './build-reasons.ts';

/** What each field of a lead said, from its values and its contributions ([model.features.length], log-odds). */
export function fieldEvidence(
  model: Model,
  values: FieldValues,
  contributions: readonly number[],
): FieldEvidence[] {
  const factsByName = new Map(model.facts.features.map(facts => [facts.name, facts]));
  return model.features.map((feature, at) => {
    const value = values[feature.name] ?? null;
    return {
      field: feature.name,
      label: feature.label,
      value,
      logOdds: contributions[at] ?? 0,
      peers: peersOf(factsByName.get(feature.name), value, model.facts.baseRate),
    };
  });
}

/** Fewer past leads than this say little about a rate. */
const MIN_PEERS = 20;

function peersOf(facts: FeatureFacts | undefined, value: FieldValue, averageRate: number): Peers | undefined {
  const known = typeof value === 'boolean' ? (value ? 'yes' : 'no') : value;
  const group = facts && findGroup(facts, known);
  if (group === undefined || group.rows < MIN_PEERS) return undefined;
  const rate = group.conversions / group.rows;
  return group.of.kind === 'range' ? { rate, averageRate, range: group.of } : { rate, averageRate };
}
