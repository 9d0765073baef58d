import type { StepFacts } from '@aix/shared-scoring';
import type { StoredEngagement } from '../../store/engagement.ts';
import type { StandingStep } from '../../store/next-steps.ts';

/** Whom a letter in the card may address; nobody where the step goes into a record's field. */
const NOBODY: StepFacts['person'] = { name: null, company: null, lastActs: new Map() };

/** A stored step as the card takes it. */
export function stepFactsOf(
  { stepId, action, reason, dueAt, answer, answeredAt, laterUntil }: StandingStep,
  person: StepFacts['person'] = NOBODY,
): StepFacts {
  const base = { stepId, action, reason, dueAt, person };
  if (answer === 'later' && laterUntil) return { ...base, answer: { kind: 'later', until: laterUntil } };
  if (answer === 'taken' && answeredAt) return { ...base, answer: { kind: 'taken', at: answeredAt } };
  return { ...base, answer: null };
}

/** The lead whom a letter addresses, with what is vouched for of what it did; undefined engagement: nothing. */
export function addresseeOf(
  { name, company }: Pick<StepFacts['person'], 'name' | 'company'>,
  engagement: Pick<StoredEngagement, 'signedState'> | undefined,
): StepFacts['person'] {
  const counters = Object.entries(engagement?.signedState.counters ?? {});
  const lastActs = new Map(counters.map(([signal, { newestMs }]) => [signal, new Date(newestMs)]));
  return { name, company, lastActs };
}
