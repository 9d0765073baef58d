import type { StepAction } from '../card-view.ts';

/** Sentences about the next step, in one language. Times, days and points come formatted, names as their owners write them. */
export interface StepTexts {
  /** What is to be done, without a time. `what` is what is asked for. */
  deeds: Readonly<Record<Exclude<StepAction, 'ask'>, string>>;
  ask(what: string): string;
  emailAddress: string;
  newEmailAddress: string;
  /** The deed with its time. `wait` alone has none to be done by. */
  before(deed: string, time: string): string;
  overdue(deed: string, time: string): string;
  waitUntil(time: string): string;
  act(label: string, day: string): string;
  band: Readonly<Record<'Hot' | 'Warm' | 'Nurture' | 'Low', string>>;
  noEmail: string;
  emptyField(low: string, high: string): string;
  /** What the suggestion rests on. */
  teamRule: string;
  taken(day: string): string;
  later(time: string): string;
  draft: Readonly<Record<DraftKind, DraftTexts>>;
  /** Without a name, too. */
  salutation(name: string | null): string;
  close: string;
}

/**
 * `requested`: the lead asked for something. `replied`: the letter answers its e-mail. `talked`, `answered`: people spoke, or it answered an
 * e-mail, some time ago. `interested`: it looked at something, which the letter does not name. `first`: nothing of these.
 */
export type DraftKind = 'requested' | 'replied' | 'talked' | 'answered' | 'interested' | 'first';

/** A draft without its salutation. It names nothing that the lead did not do openly. */
export interface DraftTexts {
  subject(company: string | null): string;
  body(company: string | null): string;
}
