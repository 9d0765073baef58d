import assert from 'node:assert/strict';
import { buildNextStep } from '../../src/card/build-next-step.ts';
import { LOCALES } from '../../src/card/card-view.ts';
import type { StepFacts } from '../../src/card/step-facts.ts';
import { FIXTURE_NOW } from './fixture-facts.ts';

const MAIL: StepFacts = {
  stepId: '3f9f1c52-5d53-4c53-8f0d-0c2d3a1b7e11',
  action: 'mail',
  reason: { code: 'act', signal: 'demo_request', label: 'Demo requested', at: '2026-11-23T08:12:00.000Z' },
  dueAt: new Date('2026-11-23T15:00:00Z'),
  answer: null,
  person: { name: 'Ada Silva', company: 'Silva Imports', lastActs: new Map() },
};
const READER = { locale: 'en', now: FIXTURE_NOW, timeZone: 'Europe/Berlin' } as const;
const build = (facts: Partial<StepFacts>) => buildNextStep({ ...MAIL, ...facts }, READER);

describe('buildNextStep', () => {
  it('says what, why, until when, and on what that rests', () => {
    const { text, reason, basis } = build({});
    assert.equal(text, 'Write an e-mail before 16:00');
    assert.equal(reason, 'Demo requested on 23 Nov');
    assert.deepEqual(basis, { kind: 'team_rule', text: 'Team rule: its effect is not measured' });
  });

  it('says when it was due', () => {
    assert.equal(
      build({ dueAt: new Date('2026-11-20T15:00:00Z') }).text,
      'Write an e-mail: was due 20 Nov, 16:00',
    );
  });

  it('begins a letter with the lead’s own facts, and does without those that are missing', () => {
    assert.deepEqual(build({}).draft, {
      subject: 'Your request',
      body: 'Hello Ada Silva,\n\nthank you for getting in touch. I would like to hear what you need at Silva Imports, and show you what fits. Does today or tomorrow suit you for fifteen minutes?\n\nKind regards',
    });
    const unknown = build({ person: { name: null, company: null, lastActs: new Map() } }).draft;
    assert.match(unknown?.body ?? '', /^Hello,\n\n.*what you need, and/);
  });

  const HOT = { code: 'band', band: 'Hot' } as const;
  const DAY_MS = 86_400_000;
  const after = (acts: Record<string, number>, reason: StepFacts['reason'] = HOT) => {
    const lastActs = new Map(
      Object.entries(acts).map(([signal, days]) => [signal, new Date(FIXTURE_NOW.getTime() - days * DAY_MS)]),
    );
    return build({ reason, person: { name: 'Ada Silva', company: 'Silva Imports', lastActs } }).draft;
  };
  for (const [history, acts, begins] of [
    ['nothing', {}, /I look after companies like yours/],
    ['a talk', { email_reply: 9, meeting: 4, pricing_view: 0 }, /thank you again for the conversation/],
    ['an answer', { email_reply: 4, call_answered: 9 }, /thank you again for your answer/],
    ['a request', { form_submit: 4, pricing_view: 0 }, /thank you for getting in touch/],
    ['interest', { pricing_view: 1, demo_request: 15, meeting: 61 }, /I can send you a short summary/],
    ['what is long ago', { pricing_view: 15 }, /I look after companies like yours/],
  ] as const)
    it(`begins a letter as ${history} calls for`, () => assert.match(after(acts)?.body ?? '', begins));

  it('begins a letter with what it answers, whatever came before', () => {
    const replied = {
      code: 'act',
      signal: 'email_reply',
      label: 'E-mail answered',
      at: '2026-11-23T08:12:00Z',
    };
    const body = (reason: StepFacts['reason']) => after({ meeting: 4 }, reason)?.body ?? '';
    assert.match(body(MAIL.reason), /thank you for getting in touch/);
    assert.match(body(replied as StepFacts['reason']), /thank you for your answer/);
  });

  it('never writes in a letter what somebody only looked at', () => {
    for (const locale of LOCALES) {
      const reason = {
        code: 'act',
        signal: 'pricing_view',
        label: 'Pricing page viewed',
        at: '2026-11-23T08:12:00Z',
      } as const;
      const person = { ...MAIL.person, lastActs: new Map([[reason.signal, FIXTURE_NOW]]) };
      const { draft } = buildNextStep({ ...MAIL, reason, person }, { ...READER, locale });
      assert.doesNotMatch(`${draft?.subject} ${draft?.body}`, /[Pp]ric|Preis|view|angesehen/);
    }
  });

  it('is due when the step says, after the time to which it was put off', () => {
    const until = new Date('2026-11-24T08:00:00Z');
    const step = build({ answer: { kind: 'later', until }, dueAt: new Date('2026-11-24T09:00:00Z') });
    assert.deepEqual(
      [step.text, step.answer?.text, step.dueAt],
      ['Write an e-mail before 24 Nov, 10:00', 'Put off until 24 Nov, 09:00', '2026-11-24T09:00:00.000Z'],
    );
  });

  it('has neither a time nor an answer where nobody has to do anything', () => {
    const later = { kind: 'later', until: new Date('2026-11-30T08:00:00Z') } as const;
    const step = build({
      ...{ action: 'nurture', reason: { code: 'band', band: 'Low' }, dueAt: null, answer: later },
    });
    assert.deepEqual(
      [step.text, step.dueAt, step.answer, step.makesTask],
      ['Leave to your mailings', null, null, false],
    );
  });

  it('opens a step again when the time has come to which it was put off', () => {
    const until = FIXTURE_NOW;
    assert.equal(build({ answer: { kind: 'later', until } }).answer, null);
    const later = new Date(until.getTime() + 60_000);
    assert.deepEqual(build({ answer: { kind: 'later', until: later } }).answer, {
      kind: 'later',
      text: 'Put off until 15:03',
    });
  });
});
