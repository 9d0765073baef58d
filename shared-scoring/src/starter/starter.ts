import { DEFAULT_SIGNALS, type Signal } from '../engagement/signals.ts';

/**
 * What is assumed of any tenant's leads before its own outcomes have spoken: a log-odds to begin with and one weight per
 * generic attribute. The weights are judgements from what sales teams commonly see, set in round numbers, not fitted to anyone's leads. Each
 * reads one column by name; a tenant without that column, and a lead without a value, gets nothing from it.
 */
export interface Starter {
  readonly name: string;
  /** Log-odds of a lead of whom nothing is known. */
  readonly intercept: number;
  readonly attributes: readonly StarterAttribute[];
}

export type StarterAttribute = StarterLevels | StarterCount;

interface AttributeBase {
  /** Name of the feature that it reads; with a colon, the name's ending, whatever the tenant calls the field: `:seniority`. */
  readonly feature: string;
  /** Who the lead is, or what the lead did: the evidence about each is weighed on its own. */
  readonly part: 'fit' | 'engagement';
}

/** A category or yes and no; other levels and missing count 0. */
export interface StarterLevels extends AttributeBase {
  readonly kind: 'category';
  readonly logOdds: Readonly<Record<string, number>>;
}

/** A number that counts something: weight per doubling x (doublings, at most `most`, less `usual`); missing and below zero count 0. */
export interface StarterCount extends AttributeBase {
  readonly kind: 'number';
  readonly logOddsPerDoubling: number;
  /** Beyond this many doublings of (1 + value) nothing more is gained. */
  readonly most: number;
  /** Doublings of a usual lead, whose term is 0. */
  readonly usual: number;
}

/** A thousand events say as much as counts. */
const MOST_DOUBLINGS = 10;

/** The starter model of every tenant that brings none of its own. */
export const DEFAULT_STARTER: Starter = {
  name: 'generic-1',
  // About one lead in twenty converts.
  intercept: -3,
  attributes: [
    // A business address is the surest sign of a buyer; a throw-away one, of somebody who wants no answer.
    levels(':domain_kind', { business: 0.5, free: -0.4, disposable: -1.5, invalid: -1 }),
    levels('phone:given', { yes: 0.4, no: -0.2 }),
    levels('address:given', { yes: 0.1, no: -0.1 }),
    // Who decides buys; who learns does not yet.
    levels(':seniority', { executive: 0.6, director: 0.5, manager: 0.3, senior: 0.1, junior: -0.4 }),
    // Larger companies have budgets; 63 employees are usual.
    {
      kind: 'number',
      feature: 'company_size',
      part: 'fit',
      logOddsPerDoubling: 0.1,
      most: 12,
      usual: 6,
    },
    ...DEFAULT_SIGNALS.map(toCount),
  ],
};

function levels(feature: string, logOdds: StarterLevels['logOdds']): StarterLevels {
  return { kind: 'category', feature, part: 'fit', logOdds };
}

/** A signal's decayed count under the signal's own name, as strong as engagement takes it to be: weight x ln(1 + count). */
function toCount({ name, weight }: Signal): StarterCount {
  const logOddsPerDoubling = weight * Math.LN2;
  return {
    kind: 'number',
    feature: name,
    part: 'engagement',
    logOddsPerDoubling,
    most: MOST_DOUBLINGS,
    usual: 0,
  };
}

/** The first feature that an attribute reads, or undefined; one of another kind is none. */
export function findStarterFeature<T extends { readonly name: string; readonly kind: string }>(
  { feature, kind }: StarterAttribute,
  features: readonly T[],
): T | undefined {
  const isNamed = (name: string) => name === feature || (feature.includes(':') && name.endsWith(feature));
  return features.find(each => each.kind === kind && isNamed(each.name));
}
