import type { FieldValue, FieldValues } from '../domain/field.ts';
import type { Feature } from '../features/encoding.ts';
import { type FeatureFacts, type FeatureGroup, findGroup } from '../model/feature-facts.ts';
import type { Model } from '../model/model.ts';
import { findStarterFeature } from '../starter/starter.ts';
import { starterTermOf } from '../starter/starter-terms.ts';
import type { FieldEvidence, Peers } from './build-reasons.ts';
import type { Fact } from './say-fact.ts';

/**
 * What each feature of a lead said, from its values (as `featureValues` gives them) and its contributions
 * ([model.features.length], log-odds), in the model's order. A value that the model cannot read (blank, not finite, of
 * another kind) was scored as missing and is shown so.
 */
export function fieldEvidence(
  model: Model,
  values: FieldValues,
  contributions: readonly number[],
): FieldEvidence[] {
  const factsByName = new Map(model.facts.features.map(facts => [facts.name, facts]));
  return model.features.map((feature, at) => {
    const fact = factOf(feature, values);
    return {
      ...fact,
      logOdds: contributions[at] ?? 0,
      peers: peersOf(factsByName.get(feature.name), fact.value, model.facts.baseRate),
    };
  });
}

/**
 * What the starter model alone assumes of a lead, in the starter's order, against an average lead of the training. Empty for
 * a model without one.
 */
export function starterEvidence({ starter: part, features }: Model, values: FieldValues): FieldEvidence[] {
  if (part === null) return [];
  const found = part.starter.attributes.flatMap(attribute => {
    const feature = findStarterFeature(attribute, features);
    return feature === undefined ? [] : [{ attribute, feature }];
  });
  return found.map(({ attribute, feature }, at) => {
    const fact = factOf(feature, values);
    const logOdds = part.weights[attribute.part] * (starterTermOf(attribute, fact.value) - part.means[at]);
    return { ...fact, logOdds, peers: undefined };
  });
}

function factOf(feature: Feature, values: FieldValues): Fact & { field: string } {
  const { name, label, derived } = feature;
  const value = valueAsRead(feature, Object.hasOwn(values, name) ? values[name] : null);
  return { field: name, label, value, ...(derived && { derived }) };
}

function valueAsRead(feature: Feature, value: FieldValue): FieldValue {
  if (feature.kind === 'number') return typeof value === 'number' && Number.isFinite(value) ? value : null;
  if (value === null || typeof value === 'boolean') return value;
  return String(value).trim() || null;
}

/** Fewer past leads than this say little about a rate. */
const MIN_PEERS = 20;

function peersOf(facts: FeatureFacts | undefined, value: FieldValue, averageRate: number): Peers | undefined {
  // The levels that booleans are trained under.
  const known = typeof value === 'boolean' ? (value ? 'yes' : 'no') : value;
  const group = facts && findGroup(facts, known);
  if (group === undefined || group.rows < MIN_PEERS) return undefined;
  return { rate: group.conversions / group.rows, averageRate, alike: alikeIn(group, value) };
}

function alikeIn({ of }: FeatureGroup, value: FieldValue): Peers['alike'] {
  if (of.kind === 'other') return { by: 'rareness' };
  if (of.kind !== 'range') return { by: 'value' };
  // No lead was seen between two ranges or beyond the outer ones, so a range widened to hold the value counts the same leads.
  const at = typeof value === 'number' ? value : of.from;
  return { by: 'range', from: Math.min(of.from, at), to: Math.max(of.to, at) };
}
