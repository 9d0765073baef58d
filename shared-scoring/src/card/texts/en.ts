import type { CardTexts } from './card-texts.ts';
import { EN_DERIVED } from './en-derived.ts';
import { EN_INSIGHT } from './en-insight.ts';
import { EN_STANDING } from './en-standing.ts';
import { EN_STEPS } from './en-steps.ts';

const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

const NOT_SCORED = 'Not scored';

/** English. */
export const EN: CardTexts = {
  bands: { Hot: 'Hot', Warm: 'Warm', Nurture: 'Nurture', Low: 'Low' },
  yes: 'yes',
  no: 'no',
  quoted: word => `“${word}”`,
  probability: (chance, days, interval) =>
    `${chance}\u00a0% likely to convert in ${plural(days, 'day', 'days')} (${interval}\u00a0%)`,
  evidence: (outcomes, conversions) => `Based on ${outcomes} of your own outcomes, ${conversions} converted`,
  evidenceWithStarter: (share, mostly, { outcomes, conversions }) =>
    mostly
      ? `Mostly starter model (${share}\u00a0%), an assumption; ${outcomes} of your own outcomes, ${conversions} converted`
      : `Based on ${outcomes} of your own outcomes, ${conversions} converted; ${share}\u00a0% starter model, an assumption`,
  start: points => `An average lead has ${points} points`,
  rest: 'Everything else',
  restAtLimit: limit => `Everything else; the scale ends at ${limit}`,
  fact: (label, value) => `${label}: ${value}`,
  missing: 'not filled in',
  ownLabels: new Map(),
  derived: EN_DERIVED,
  goodSign: fact => `Good sign · ${fact}`,
  weakSign: fact => `Weak sign · ${fact}`,
  assumed: 'What usually counts: assumed, not measured on your leads',
  suchLeads: (rate, average) => `${rate}\u00a0% of such leads convert, average ${average}\u00a0%`,
  leadsBetween: (from, to, rate, average) =>
    `${rate}\u00a0% of leads between ${from} and ${to} convert, average ${average}\u00a0%`,
  leadsWithRareValue: (rate, average) =>
    `${rate}\u00a0% of leads with a rare value convert, average ${average}\u00a0%`,
  standing: EN_STANDING,
  step: EN_STEPS,
  insight: EN_INSIGHT,
  emptyField: (label, low, high) => `Add ${label}: could move the score by ${low} to ${high} points`,
  stale: age => `A change has been waiting for ${age} to be scored`,
  old: age => `Old score: a change has been waiting for ${age}`,
  delayed: (crm, until) =>
    `Updates of the record are delayed by ${crm} limits${until === undefined ? '' : ` until about ${until}`}`,
  updated: (age, model) => `Updated ${age} ago · model ${model}`,
  seconds: count => `${count}\u00a0s`,
  minutes: count => `${count}\u00a0min`,
  hours: count => plural(count, 'hour', 'hours'),
  days: count => plural(count, 'day', 'days'),
  neverScored: {
    title: 'Not scored yet',
    text: 'This lead gets its score with the next update.',
    help: null,
  },
  setupUnfinished: {
    title: 'Scoring is not set up yet',
    text: 'There is no model yet that could score this lead.',
    help: 'Ask your admin to finish the set-up.',
  },
  tooLittle: evidence => ({
    title: 'Too early to tell',
    text:
      evidence === undefined
        ? 'None of your leads has a known outcome yet, so there is no score.'
        : `Your outcomes so far (${evidence.outcomes}, ${evidence.conversions} converted) do not show which leads convert, so there is no score.`,
    help: 'More won and lost leads with their fields filled in would help.',
  }),
  notEligible: {
    converted: day => ({
      title: NOT_SCORED,
      text: day === undefined ? 'This lead has converted.' : `This lead converted on ${day}.`,
      help: null,
    }),
    lost: () => ({ title: NOT_SCORED, text: 'This lead was closed without converting.', help: null }),
    no_email_and_no_company: () => ({
      title: NOT_SCORED,
      text: 'This lead has no e-mail and no company.',
      help: 'Add one of them and the lead gets a score.',
    }),
  },
};
