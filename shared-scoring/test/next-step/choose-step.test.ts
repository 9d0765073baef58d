import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Band } from '../../src/card/score-points.ts';
import { chooseStep } from '../../src/next-step/choose-step.ts';
import type { StepSituation } from '../../src/next-step/step-rules.ts';
import { DEFAULT_WORKING_HOURS, isWorkingTime } from '../../src/next-step/working-hours.ts';

const DAY_MS = 86_400_000;
/** A Tuesday. */
const NOW = new Date('2026-11-24T10:00:00Z');

const SITUATION: StepSituation = {
  at: NOW,
  band: 'Hot',
  acts: new Map(),
  takenAtMs: null,
  hasEmail: true,
  mayCall: true,
  mayMail: true,
  emptyField: null,
  pointsPerLogOdds: 14.4,
};

function did(...acts: [signal: string, daysAgo: number][]): StepSituation['acts'] {
  return new Map(
    acts.map(([signal, daysAgo]) => [signal, { label: signal, atMs: NOW.getTime() - daysAgo * DAY_MS }]),
  );
}

function choose(situation: Partial<StepSituation>, seed = 1) {
  return chooseStep({ ...SITUATION, ...situation }, DEFAULT_WORKING_HOURS, seed);
}

/** Which actions come, over many seeds. */
function actionsOf(situation: Partial<StepSituation>): string[] {
  const seeds = Array.from({ length: 60 }, (_, seed) => seed);
  return [...new Set(seeds.map(seed => choose(situation, seed).action))].sort();
}

describe('chooseStep', () => {
  it('has a request for a demo answered by a call within an hour of work', () => {
    const step = choose({ acts: did(['demo_request', 1], ['page_view', 0]) });
    assert.deepEqual(
      { action: step.action, due: step.dueAt?.toISOString(), chance: step.chance },
      { action: 'call', due: '2026-11-24T11:00:00.000Z', chance: 1 },
    );
    assert.deepEqual(step.reason, {
      ...{ code: 'act', signal: 'demo_request', label: 'demo_request' },
      at: '2026-11-23T10:00:00.000Z',
    });
  });

  it('writes where nobody may call, calls where nobody may write, and waits where neither is allowed', () => {
    const acts = did(['demo_request', 0]);
    assert.deepEqual(actionsOf({ acts, mayCall: false }), ['mail']);
    assert.deepEqual(actionsOf({ acts, mayMail: false }), ['call']);
    assert.deepEqual(actionsOf({ acts, hasEmail: false }), ['call']);
    assert.deepEqual(actionsOf({ acts, mayCall: false, mayMail: false }), ['wait']);
  });

  it('answers an answer in writing', () => {
    assert.deepEqual(actionsOf({ acts: did(['email_reply', 1]) }), ['mail']);
  });

  it('lets a conversation work for a while', () => {
    const step = choose({ acts: did(['meeting', 1], ['pricing_view', 0]) });
    assert.deepEqual([step.action, step.dueAt?.toISOString()], ['wait', '2026-11-27T10:00:00.000Z']);
    assert.notEqual(choose({ acts: did(['meeting', 3]) }).action, 'wait');
  });

  it('takes a request or an answer that a talk followed for answered', () => {
    const requested = did(['demo_request', 1], ['call_answered', 0.5], ['meeting', 0.25]);
    assert.deepEqual(
      [choose({ acts: requested }).action, choose({ acts: requested }).reason],
      [
        'wait',
        {
          code: 'act',
          signal: 'meeting',
          label: 'meeting',
          at: new Date(NOW.getTime() - DAY_MS / 4).toISOString(),
        },
      ],
    );
    assert.equal(choose({ acts: did(['email_reply', 1], ['call_answered', 0.5]) }).action, 'wait');
    assert.deepEqual(actionsOf({ acts: did(['demo_request', 1], ['email_reply', 0.5]) }), ['mail']);
    assert.deepEqual(choose({ acts: did(['demo_request', 2.9], ['meeting', 2.5]) }).reason, {
      ...{ code: 'band', band: 'Hot' },
    });
  });

  it('takes a request that somebody took a step for as answered, and one that came after it as new', () => {
    const acts = did(['demo_request', 2.5]);
    const takenDaysAgo = (days: number) => ({ acts, takenAtMs: NOW.getTime() - days * DAY_MS });
    assert.equal(choose(takenDaysAgo(2.2)).reason.code, 'band');
    assert.equal(choose(takenDaysAgo(2.7)).reason.code, 'act');
    assert.equal(choose({ acts: did(['meeting', 1], ['demo_request', 0.5]) }).action, 'call');
  });

  it('does not act on what is old', () => {
    const { reason } = choose({ acts: did(['demo_request', 4], ['pricing_view', 3]) });
    assert.deepEqual(reason, { code: 'band', band: 'Hot' });
  });

  it('leaves who is not ready to mailings, unless a field that matters is missing', () => {
    const emptyField = { field: 'size', label: 'Company size', low: -0.5, high: 0.7 };
    assert.deepEqual(actionsOf({ band: 'Nurture' }), ['nurture']);
    assert.deepEqual(actionsOf({ band: 'Nurture', emptyField }), ['ask']);
    assert.deepEqual(actionsOf({ band: 'Nurture', emptyField: { ...emptyField, low: -0.1, high: 0.1 } }), [
      'nurture',
    ]);
    assert.deepEqual(actionsOf({ band: 'Low', emptyField }), ['nurture']);
  });

  it('asks for an address where none is known, or the known one bounces', () => {
    assert.equal(choose({ band: 'Warm', hasEmail: false }).action, 'ask');
    const bounced = choose({ band: 'Warm', acts: did(['email_bounce', 20]) });
    assert.deepEqual([bounced.action, bounced.reason.code], ['ask', 'act']);
  });

  it('leaves to chance what is nearly as good, each as often as it says', () => {
    const draws = 3_000;
    const steps = Array.from({ length: draws }, (_, seed) => choose({}, seed));
    assert.deepEqual([...new Set(steps.map(({ chance }) => chance))], [0.5]);
    const calls = steps.filter(({ action }) => action === 'call').length;
    // Five standard deviations of 3,000 fair draws.
    assert.ok(Math.abs(calls - draws / 2) < 137, `${calls} calls`);
    assert.deepEqual(steps[0]!.considered, [
      { action: 'call', worth: 58, chance: 0.5 },
      { action: 'mail', worth: 55, chance: 0.5 },
    ]);
  });

  const situations = fc.record({
    at: fc.date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true }),
    band: fc.constantFrom<Band>('Hot', 'Warm', 'Nurture', 'Low'),
    acts: fc
      .array(
        fc.tuple(
          fc.constantFrom('demo_request', 'email_reply', 'meeting', 'pricing_view', 'email_bounce'),
          fc.integer({ min: 0, max: 9 }),
        ),
      )
      .map(acts => did(...acts)),
    takenAtMs: fc.option(fc.integer({ min: 0, max: 9 }).map(days => NOW.getTime() - days * DAY_MS)),
    hasEmail: fc.boolean(),
    mayCall: fc.boolean(),
    mayMail: fc.boolean(),
    emptyField: fc.option(fc.constant({ field: 'job', label: 'Job', low: -1, high: 1 })),
    pointsPerLogOdds: fc.constant(14.4),
  });

  it('always names one step whose chance it had, due in working time and not before now', () => {
    fc.assert(
      fc.property(situations, fc.integer(), (situation, seed) => {
        const step = chooseStep(situation, DEFAULT_WORKING_HOURS, seed);
        assert.deepEqual(chooseStep(situation, DEFAULT_WORKING_HOURS, seed), step);
        const chances = step.considered.map(({ chance }) => chance);
        assert.ok(Math.abs(chances.reduce((sum, each) => sum + each, 0) - 1) < 1e-9);
        assert.equal(step.considered.find(({ action }) => action === step.action)?.chance, step.chance);
        if (!situation.mayCall) assert.notEqual(step.action, 'call');
        if (!situation.mayMail || !situation.hasEmail) assert.notEqual(step.action, 'mail');
        if (step.dueAt === null) return;
        assert.ok(step.dueAt >= situation.at);
        assert.ok(isWorkingTime(new Date(step.dueAt.getTime() - 1), DEFAULT_WORKING_HOURS));
      }),
    );
  });
});
