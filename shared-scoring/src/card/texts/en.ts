import type { CardTexts } from './card-texts.ts';

const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

export const EN: CardTexts = {
  bands: { Hot: 'Hot', Warm: 'Warm', Nurture: 'Nurture', Low: 'Low' },
  yes: 'yes',
  no: 'no',
  probability: (percent, days, low, high) =>
    `${percent} % likely to convert in ${plural(days, 'day', 'days')} (${low}–${high} %)`,
  evidence: (outcomes, conversions) =>
    `Based on ${outcomes} of your own outcomes, ${conversions} of them conversions`,
  start: points => `An average lead has ${points} points`,
  rest: 'Everything else',
  is: (label, value) => `${label} is ${value}`,
  isMissing: label => `${label} is not filled in`,
  suchLeads: (rate, average) => `${rate} % of such leads convert, average ${average} %`,
  leadsBetween: (from, to, rate, average) =>
    `${rate} % of leads between ${from} and ${to} convert, average ${average} %`,
  stale: age => `A change has been waiting for ${age} to be scored`,
  old: age => `Old score: a change has been waiting for ${age}`,
  updated: (age, model) => `Updated ${age} ago · model ${model}`,
  seconds: count => `${count} s`,
  minutes: count => `${count} min`,
  hours: count => plural(count, 'hour', 'hours'),
  days: count => plural(count, 'day', 'days'),
  neverScored: { title: 'Not scored yet', text: 'New leads are scored within a few minutes.', help: null },
  setupUnfinished: {
    title: 'Scoring is not set up yet',
    text: 'There is no model that could score this lead.',
    help: 'Ask your admin to finish the set-up.',
  },
  tooLittle: {
    title: 'Too early to tell',
    text: 'Your outcomes do not yet say which leads convert, so there is no score.',
    help: 'More converted and lost leads with filled fields would help.',
  },
  notEligible: {
    converted: date => ({ title: 'Not scored', text: `Converted ${date}`, help: null }),
    lost: () => ({ title: 'Not scored', text: 'Closed without a conversion', help: null }),
    no_email_and_no_company: () => ({
      title: 'Not scored',
      text: 'There is no e-mail and no company.',
      help: 'Add one of them and the lead is scored.',
    }),
  },
};
