/**
 * What changed between two scores of a lead, in whole points that sum exactly. The later score is made of the earlier one by
 * putting in one kind of change after the other, in this order, and each kind gets the points by which the shown score moved
 * at its step:
 *   decay     time passes, nothing else
 *   events    what the lead did since
 *   fields    what is known of the lead
 *   model     another model, other signals, another scale
 *   override  a band that a person set or ended: it stands beside the score, so it moves no points
 * Every step is rounded and cut as the score itself is shown, so the sum holds at the ends of the scale, too. What two kinds
 * did together (a new model that weighs a new field) belongs to the later of them.
 */
export const CHANGE_PARTS = ['decay', 'events', 'fields', 'model', 'override'] as const;
/** One of `CHANGE_PARTS`. */
export type ChangePart = (typeof CHANGE_PARTS)[number];

/** Points by which each kind of change moved the score; their sum is the whole change. */
export type PointChanges = Readonly<Record<ChangePart, number>>;

/** Shares the way from one score to another among its steps. `after` has the whole score points after each step. */
export function shareChange(fromPoints: number, after: Readonly<Record<ChangePart, number>>): PointChanges {
  let before = fromPoints;
  const entries = CHANGE_PARTS.map(part => {
    const points = after[part] - before;
    before = after[part];
    return [part, points] as const;
  });
  return Object.fromEntries(entries) as Record<ChangePart, number>;
}
