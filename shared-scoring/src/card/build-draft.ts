/** A letter to begin from: templates, chosen by what the lead did openly of late, with its name and company. */

import type { NextStep } from './card-view.ts';
import { formatRemark } from './format.ts';
import type { StepFacts } from './step-facts.ts';
import { INTERESTS, REQUESTS, TALKS } from './step-signals.ts';
import type { CardTexts } from './texts/card-texts.ts';
import type { DraftKind } from './texts/step-texts.ts';

/** How a letter goes on from acts of some signals, so many days after the newest of them. */
interface Opening {
  kind: DraftKind;
  signals: readonly string[];
  withinDays: number;
}

const DAY_MS = 86_400_000;
const DEALINGS: readonly Opening[] = [
  { kind: 'requested', signals: REQUESTS, withinDays: 14 },
  { kind: 'answered', signals: ['email_reply'], withinDays: 60 },
  { kind: 'talked', signals: TALKS, withinDays: 60 },
];
const INTEREST: Opening = { kind: 'interested', signals: INTERESTS, withinDays: 14 };

/** The letter of a step, as it is begun at a time. */
export function buildDraft(facts: StepFacts, now: Date, { step }: CardTexts): NonNullable<NextStep['draft']> {
  const name = facts.person.name && formatRemark(facts.person.name);
  const company = facts.person.company && formatRemark(facts.person.company);
  const { subject, body } = step.draft[draftKindOf(facts, now)];
  return {
    subject: subject(company),
    body: `${step.salutation(name)}\n\n${body(company)}\n\n${step.close}`,
  };
}

/** What the letter answers comes first, then the newest dealing, then what the lead took an interest in. */
function draftKindOf({ reason, person: { lastActs } }: StepFacts, now: Date): DraftKind {
  if (reason.code === 'act' && REQUESTS.includes(reason.signal)) return 'requested';
  if (reason.code === 'act' && reason.signal === 'email_reply') return 'replied';
  const newestMs = ({ signals, withinDays }: Opening): number => {
    const atMs = Math.max(...signals.map(signal => lastActs.get(signal)?.getTime() ?? -Infinity));
    return now.getTime() - atMs <= withinDays * DAY_MS ? atMs : -Infinity;
  };
  const [newest] = [...DEALINGS].sort((a, b) => newestMs(b) - newestMs(a));
  return [newest!, INTEREST].find(opening => newestMs(opening) > -Infinity)?.kind ?? 'first';
}
