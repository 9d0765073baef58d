import type { StepFacts } from '@aix/shared-scoring';
import type { StandingStep } from '../../store/next-steps.ts';

/** Whom a letter in the card may address; nobody where the step goes into a record's field. */
const NOBODY = { name: null, company: null };

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
