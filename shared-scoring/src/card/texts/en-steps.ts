import type { StepTexts } from './step-texts.ts';

const at = (company: string | null) => (company === null ? '' : ` at ${company}`);

export const EN_STEPS: StepTexts = {
  deeds: { call: 'Call', mail: 'Write an e-mail', wait: 'Wait', nurture: 'Leave to your mailings' },
  ask: what => `Ask for ${what}`,
  emailAddress: 'the e-mail address',
  newEmailAddress: 'another e-mail address',
  before: (deed, time) => `${deed} before ${time}`,
  overdue: (deed, time) => `${deed}: was due ${time}`,
  waitUntil: time => `Wait until ${time}`,
  act: (label, day) => `${label} on ${day}`,
  band: {
    Hot: 'Hot, and nothing newer to go by',
    Warm: 'Warm, and nothing newer to go by',
    Nurture: 'Not ready for a conversation yet',
    Low: 'Others convert far more often',
  },
  noEmail: 'There is no e-mail address',
  emptyField: (low, high) => `Could move the score by ${low} to ${high} points`,
  teamRule: 'Team rule: its effect is not measured',
  taken: day => `A task was made on ${day}`,
  later: time => `Put off until ${time}`,
  draft: {
    requested: {
      subject: () => 'Your request',
      body: company =>
        `thank you for getting in touch. I would like to hear what you need${at(company)}, and show you what fits. Does today or tomorrow suit you for fifteen minutes?`,
    },
    replied: {
      subject: () => 'Your answer',
      body: company =>
        `thank you for your answer. I am glad to go into it; what matters most to you${at(company)} right now?`,
    },
    talked: {
      subject: () => 'Our conversation',
      body: company =>
        `thank you again for the conversation. What has come up${at(company)} since we spoke, and what should we take on next?`,
    },
    answered: {
      subject: () => 'Our exchange',
      body: company =>
        `thank you again for your answer. Where do things stand${at(company)} by now, and what can I do to help you on?`,
    },
    interested: {
      subject: company => (company === null ? 'A short summary' : `A short summary for ${company}`),
      body: () =>
        'I can send you a short summary of what we do for companies like yours, and what it takes to begin. Which of your questions should it answer first?',
    },
    first: {
      subject: company => (company === null ? 'A short question' : `A short question about ${company}`),
      body: company =>
        `I look after companies like yours. What would have to be different${at(company)} for this to be worth fifteen minutes?`,
    },
  },
  salutation: name => (name === null ? 'Hello,' : `Hello ${name},`),
  close: 'Kind regards',
};
