/** Sentences about what a lead and its colleagues did, in one language. Times and points come formatted. */
export interface InsightTexts {
  /** `length` is undefined for a visit of one moment. */
  visit(time: string, length: string | undefined, points: string): string;
  act(what: string, time: string, points: string): string;
  /** Acts of one kind in a visit. */
  times(count: number, what: string): string;
  moreActs(count: number): string;
  /** What the points of an entry say. */
  pointsNote: string;
  lastActive(time: string): string;
}
