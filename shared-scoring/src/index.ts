export { INTERVAL_LEVEL, type IntervalTable } from './calibration/interval.ts';
export type { Calibration } from './calibration/platt.ts';
export * from './card/build-card.ts';
export type { ColleagueFacts } from './card/build-colleagues.ts';
export type { EmptyFieldFacts } from './card/build-empty-field.ts';
export { buildNextStep } from './card/build-next-step.ts';
export * from './card/build-reasons.ts';
export type { StandingFacts } from './card/build-standing.ts';
export { MOST_ENTRIES, type ToldAct, type ToldGroup } from './card/build-timeline.ts';
export * from './card/card-from-fields.ts';
export * from './card/card-view.ts';
export * from './card/field-evidence.ts';
export * from './card/score-field-values.ts';
export * from './card/score-fields.ts';
export * from './card/score-points.ts';
export * from './card/step-facts.ts';
export { STEP_SIGNALS } from './card/step-signals.ts';
export * from './domain/errors.ts';
export * from './domain/field.ts';
export * from './domain/lead.ts';
export * from './domain/score-scale.ts';
export {
  type ColumnDrift,
  type Drift,
  type DriftLevel,
  findColumnDrift,
  findScoreDrift,
} from './drift/find-drift.ts';
export { type Psi, psiOfCounts } from './drift/psi.ts';
export * from './engagement/active-companies.ts';
export * from './engagement/cooling.ts';
export type { LeadHistory } from './engagement/decay-likelihood.ts';
export type { DecayedCounter } from './engagement/decayed-counter.ts';
export * from './engagement/engagement.ts';
export * from './engagement/learn-signals.ts';
export * from './engagement/signals.ts';
export * from './engagement/silence.ts';
export { type FollowedLead, timedHistories } from './engagement/timed-histories.ts';
export * from './engagement/visits.ts';
export {
  bestThreshold,
  type Confusion,
  type ConfusionRates,
  confusionAt,
  type DecisionCosts,
} from './evaluate/confusion.ts';
export {
  type FairnessReport,
  type GroupFairness,
  judgeFairness,
} from './evaluate/groups/judge-fairness.ts';
export { measureSlices, type Slice } from './evaluate/groups/measure-slices.ts';
export type { Interval } from './evaluate/intervals/bootstrap.ts';
export { type MetricIntervals, measureIntervals } from './evaluate/intervals/measure-intervals.ts';
export type { JudgedLeads } from './evaluate/judged-leads.ts';
export type { KnownTimes } from './evaluate/leaks/filled-late.ts';
export {
  findLeakSuspects,
  type LeakQuestion,
  type LeakSuspect,
} from './evaluate/leaks/find-leak-suspects.ts';
export { type Gain, gainsCurve } from './evaluate/lift.ts';
export { type Metrics, measure } from './evaluate/measure.ts';
export { type ReliabilityBin, reliabilityBins } from './evaluate/reliability.ts';
export { otherRows, stratifiedFolds } from './evaluate/stratified-folds.ts';
export { judge, judgeTogether, type Verdict } from './evaluate/verdict.ts';
export { type CompanyMarks, companyMarks } from './features/company-marks.ts';
export type { Feature } from './features/encoding.ts';
export {
  type Aspect,
  type Derivation,
  type FieldFeature,
  featureValues,
  fieldFeatures,
} from './features/field-features.ts';
export {
  createTextTableBuilder,
  type InferenceOptions,
  MISSING_WORDS,
  type TextTableBuilder,
} from './features/infer-table.ts';
export { parseDecimal } from './features/parse-decimal.ts';
export { parseMoment } from './features/parse-moment.ts';
export { selectRows, type Table, type TableColumn, tableToMatrix } from './features/table.ts';
export { BOOLEAN_LEVELS, createTableBuilder, type TableBuilder } from './features/table-builder.ts';
export { sigmoid } from './math/logistic.ts';
export { ascendingOrder, countConversions, pickLabels } from './math/order.ts';
export { canonicalJson } from './model/canonical-json.ts';
export * from './model/empty-fields.ts';
export { type FeatureFacts, type FeatureGroup, findGroup } from './model/feature-facts.ts';
export { type FeatureDrift, findModelDrift } from './model/find-model-drift.ts';
export { findTableLeaks, leaveOutBlocked } from './model/find-table-leaks.ts';
export * from './model/model.ts';
export { modelCard } from './model/model-card.ts';
export { modelFromJson, modelToJson } from './model/model-json.ts';
export { predictLogOdds, scoreTable, type TableScores } from './model/score-table.ts';
export { type RecentLeads, shiftModel } from './model/shift-model.ts';
export { type TrainingRequest, trainModel } from './model/train-model.ts';
export {
  type KnownChange,
  type LeadValues,
  type ScoreChange,
  whatIf,
  whatIfEach,
  whatIfRange,
} from './model/what-if.ts';
export { type ChosenStep, chooseStep } from './next-step/choose-step.ts';
export * from './next-step/later-at.ts';
export { stepDueAt } from './next-step/step-due-at.ts';
export type { StepSituation } from './next-step/step-rules.ts';
export * from './next-step/working-hours.ts';
export * from './publish/decide-publication.ts';
export * from './publish/engagement-trend.ts';
export * from './publish/lead-score.ts';
export * from './publish/next-look.ts';
export * from './publish/points-of-events.ts';
export * from './publish/score-noise.ts';
export * from './publish/watch-score.ts';
export * from './publish/what-changed.ts';
export * from './starter/starter.ts';
