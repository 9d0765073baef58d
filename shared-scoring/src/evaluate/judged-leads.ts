/** Propensities and what happened, of leads that were judged together. */
export interface JudgedLeads {
  /** [n], 0..1 */
  readonly propensities: Float64Array;
  /** [n], 0 or 1 */
  readonly labels: Uint8Array;
}

/**
 * What the types cannot say: log-odds, points or percentages would be measured without complaint, and wrongly.
 * @param caller who asks, for the message
 * @throws RangeError when lengths differ, there are no leads, or a propensity or label is out of range
 */
export function requireJudged(caller: string, { propensities, labels }: JudgedLeads): void {
  if (labels.length === 0 || propensities.length !== labels.length) {
    throw new RangeError(
      `${caller} requires as many labels as propensities and at least one, got ${labels.length} and ${propensities.length}`,
    );
  }
  const wrong = propensities.findIndex(propensity => !(propensity >= 0 && propensity <= 1));
  if (wrong >= 0)
    throw new RangeError(`${caller} requires propensities from 0 to 1, got ${propensities[wrong]}`);
  const label = labels.find(each => each > 1);
  if (label !== undefined) throw new RangeError(`${caller} requires labels of 0 and 1, got ${label}`);
}
