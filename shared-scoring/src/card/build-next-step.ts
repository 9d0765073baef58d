import { buildDraft } from './build-draft.ts';
import { buildEmptyField } from './build-empty-field.ts';
import type { NextStep } from './card-view.ts';
import { type Calendar, formatDay, formatLabel, formatPoints, formatTime } from './format.ts';
import type { StepFacts } from './step-facts.ts';
import { type CardTexts, cardTexts } from './texts/card-texts.ts';

/** The next step in the reader's words; a step that was put off is open again when its time has come. */
export function buildNextStep(facts: StepFacts, reader: Calendar): NextStep {
  const texts = cardTexts(reader.locale);
  const { stepId, action, reason, dueAt } = facts;
  const makesTask = action !== 'wait' && action !== 'nurture';
  const isBack = facts.answer?.kind === 'later' && facts.answer.until <= reader.now;
  const answer = makesTask && !isBack ? facts.answer : null;
  const deed = deedOf(facts, texts);
  return {
    ...{ stepId, action, deed },
    text: timedDeed({ action, dueAt }, deed, reader),
    reason: reasonOf(reason, texts, reader),
    basis: { kind: 'team_rule', text: texts.step.teamRule },
    dueAt: dueAt?.toISOString() ?? null,
    draft: action === 'mail' ? buildDraft(facts, reader.now, texts) : null,
    makesTask,
    answer: answer && {
      kind: answer.kind,
      text:
        answer.kind === 'taken'
          ? texts.step.taken(formatDay(answer.at, reader))
          : texts.step.later(formatTime(answer.until, reader)),
    },
  };
}

function deedOf({ action, reason }: StepFacts, { step, ownLabels }: CardTexts): string {
  if (action !== 'ask') return step.deeds[action];
  if (reason.code === 'empty_field')
    return step.ask(ownLabels.get(reason.label) ?? formatLabel(reason.label));
  return step.ask(reason.code === 'act' ? step.newEmailAddress : step.emailAddress);
}

function timedDeed({ action, dueAt }: Pick<StepFacts, 'action' | 'dueAt'>, deed: string, reader: Calendar) {
  const { step } = cardTexts(reader.locale);
  if (dueAt === null) return deed;
  const time = formatTime(dueAt, reader);
  if (action === 'wait') return step.waitUntil(time);
  return dueAt < reader.now ? step.overdue(deed, time) : step.before(deed, time);
}

function reasonOf(reason: StepFacts['reason'], { step, ownLabels }: CardTexts, reader: Calendar): string {
  switch (reason.code) {
    case 'act': {
      const label = ownLabels.get(reason.label) ?? formatLabel(reason.label);
      return step.act(label, formatDay(new Date(reason.at), reader));
    }
    case 'band':
      return step.band[reason.band];
    case 'no_email':
      return step.noEmail;
    case 'empty_field': {
      // An average lead's points: those of the lead itself may have moved since.
      const { low, high } = buildEmptyField(reason, { ...reason, scorePoints: 50 }, reader.locale)
        ?.points ?? {
        low: 0,
        high: 0,
      };
      return step.emptyField(formatPoints(low), formatPoints(high));
    }
  }
}
