import assert from 'node:assert/strict';
import { stepDueAt } from '../../src/next-step/step-due-at.ts';
import { DEFAULT_WORKING_HOURS } from '../../src/next-step/working-hours.ts';

/** A Tuesday. */
const NOW = new Date('2026-11-24T10:00:00Z');

const act = (signal: string) => ({ code: 'act', signal, label: signal, at: NOW.toISOString() }) as const;
const hot = { code: 'band', band: 'Hot' } as const;
const warm = { code: 'band', band: 'Warm' } as const;

describe('stepDueAt', () => {
  for (const [action, reason, due] of [
    ['call', act('demo_request'), '2026-11-24T11:00:00.000Z'],
    ['mail', act('email_reply'), '2026-11-24T17:00:00.000Z'],
    ['call', act('pricing_view'), '2026-11-24T17:00:00.000Z'],
    ['mail', hot, '2026-11-24T17:00:00.000Z'],
    ['mail', warm, '2026-11-26T10:00:00.000Z'],
    ['ask', act('email_bounce'), '2026-11-27T10:00:00.000Z'],
    ['wait', act('meeting'), '2026-11-27T10:00:00.000Z'],
    ['wait', hot, undefined],
    ['nurture', { code: 'band', band: 'Low' }, undefined],
  ] as const)
    it(`is ${due ?? 'never'} for ${action} because of ${'signal' in reason ? reason.signal : reason.band}`, () =>
      assert.equal(stepDueAt({ action, reason }, NOW, DEFAULT_WORKING_HOURS)?.toISOString(), due));

  it('is the end of the next day where less than an hour of this one is left', () => {
    const late = new Date('2026-11-24T16:30:00Z');
    const due = stepDueAt({ action: 'call', reason: hot }, late, DEFAULT_WORKING_HOURS);
    assert.equal(due?.toISOString(), '2026-11-25T17:00:00.000Z');
  });
});
