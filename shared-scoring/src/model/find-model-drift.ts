/**
 * How far leads of today differ from those that a model learned from, feature by feature. The artifact remembers its training leads
 * in groups (`FeatureFacts`), so nothing else of them is needed.
 */
import type { FieldValue, FieldValues } from '../domain/field.ts';
import { type Drift, gradePsi } from '../drift/find-drift.ts';
import { psiOfCounts } from '../drift/psi.ts';
import { type FeatureFacts, type FeatureGroup, findGroup } from './feature-facts.ts';
import type { Model } from './model.ts';

export interface FeatureDrift extends Drift {
  /** Name of the model's feature, and what a rep reads for it. */
  readonly feature: string;
  readonly label: string;
  /** Share of leads without a value, 0..1: in training and now. */
  readonly missingBefore: number;
  readonly missingNow: number;
  /** What was seen, with its figures. */
  readonly sentence: string;
}

/**
 * Drift of each feature, the strongest first.
 * @param leads features by name as `featureValues` gives them
 * @throws RangeError when there are no leads, or the model learned from none
 */
export function findModelDrift({ facts, features }: Model, leads: readonly FieldValues[]): FeatureDrift[] {
  const labels = new Map(features.map(({ name, label }) => [name, label]));
  const drifts = facts.features.map(feature => {
    const { before, now } = countGroups(feature, leads);
    const found = {
      feature: feature.name,
      label: labels.get(feature.name) ?? feature.name,
      ...gradePsi(psiOfCounts(before, now)),
      missingBefore: before[0] / facts.rows,
      missingNow: now[0] / leads.length,
    };
    return { ...found, sentence: sayDrift(found) };
  });
  return drifts.sort((a, b) => b.psi - a.psi || (a.feature < b.feature ? -1 : 1));
}

const WORDS = { stable: 'is as it was', moved: 'has moved', shifted: 'has shifted' } as const;
/** A smaller change of the share without a value is not worth a word. */
const TELLING_SHARE = 0.05;

function sayDrift({ label, level, psi, missingBefore, missingNow }: Omit<FeatureDrift, 'sentence'>): string {
  const moved = `${JSON.stringify(label)} ${WORDS[level]} (PSI ${psi.toFixed(2)})`;
  if (level === 'stable' || Math.abs(missingNow - missingBefore) < TELLING_SHARE) return moved;
  const [now, before] = [missingNow, missingBefore].map(share => `${Math.round(100 * share)} %`);
  return `${moved}: ${now} of leads have no value, ${before} when the model learned`;
}

/** Leads without a value first, then each group, and last those whose like no training lead was. */
function countGroups(feature: FeatureFacts, leads: readonly FieldValues[]) {
  const groups = feature.groups.filter(({ of }) => of.kind !== 'missing');
  const missing = feature.groups.find(({ of }) => of.kind === 'missing');
  const now = new Float64Array(groups.length + 2);
  const positions = new Map<FeatureGroup | undefined, number>(groups.map((group, at) => [group, at + 1]));
  for (const values of leads) {
    const value = asKnown(Object.hasOwn(values, feature.name) ? values[feature.name] : null);
    const at = value === null ? 0 : positions.get(findGroup(feature, value));
    now[at ?? groups.length + 1]++;
  }
  return { before: [missing?.rows ?? 0, ...groups.map(({ rows }) => rows), 0], now };
}

/** Booleans are trained as `yes` and `no`. */
function asKnown(value: FieldValue): number | string | null {
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : value;
}
