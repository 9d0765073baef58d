// Generated from shared-scoring/src/domain/score-scale.ts by npm run generate:hubspot. Do not edit.
/**
 * How log-odds become score points: 50 + pointsPerLogOdds · (logOdds − midLogOdds). Fixed per tenant at its first
 * training, so that points keep their meaning over model versions.
 */
export interface ScoreScale {
  pointsPerLogOdds: number;
  /** The log-odds that make 50 points: an average lead's. */
  midLogOdds: number;
}
