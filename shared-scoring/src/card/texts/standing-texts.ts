/** Sentences about what stands beside the score, in one language. Points and days come formatted. */
export interface StandingTexts {
  fit(points: number): string;
  /** `isAssumed`: what acts are worth was not learned from the tenant's own outcomes. */
  engagement(points: number, isAssumed: boolean): string;
  risen(points: string): string;
  fallen(points: string): string;
  unchanged: string;
  /** The two scores may be the same: it moved in between. */
  history(from: number, to: number, since: string): string;
  /** `parts` are some of those below. */
  changes(since: string, parts: readonly string[]): string;
  parts: Readonly<Record<'decay' | 'events' | 'fields' | 'model' | 'override', (points: string) => string>>;
  cooling(scorePoints: number, day: string): string;
  override(band: string, until: string, scorePoints: number): string;
  /** Why a person set the band, in that person's words. */
  reason(words: string): string;
}
