import assert from 'node:assert/strict';
import fc from 'fast-check';
import { laterAt } from '../../src/next-step/later-at.ts';
import {
  afterWorkingTime,
  DEFAULT_WORKING_HOURS,
  endOfWorkingDay,
  isWorkingTime,
  nextTimeOfDay,
  nextWorkingTime,
} from '../../src/next-step/working-hours.ts';

const BERLIN = { ...DEFAULT_WORKING_HOURS, timeZone: 'Europe/Berlin' };
const at = (text: string) => new Date(`${text}Z`);
const shown = (date: Date) => date.toISOString().slice(0, 16);

describe('working hours', () => {
  it('go by the clock of their place', () => {
    assert.equal(isWorkingTime(at('2026-11-24T08:00'), BERLIN), true);
    assert.equal(isWorkingTime(at('2026-11-24T07:59'), BERLIN), false);
    assert.equal(isWorkingTime(at('2026-11-24T16:00'), BERLIN), false);
    assert.equal(isWorkingTime(at('2026-07-24T07:00'), BERLIN), true);
    assert.equal(shown(endOfWorkingDay(at('2026-07-24T07:00'), BERLIN)), '2026-07-24T15:00');
  });

  it('leave out nights and weekends', () => {
    assert.equal(shown(nextWorkingTime(at('2026-11-27T16:30'), BERLIN)), '2026-11-30T08:00');
    assert.equal(shown(afterWorkingTime(at('2026-11-27T15:30'), 60, BERLIN)), '2026-11-30T08:30');
    assert.equal(shown(afterWorkingTime(at('2026-11-24T12:00'), 24 * 60, BERLIN)), '2026-11-27T12:00');
  });

  it('stay at their clock time when clocks are set', () => {
    assert.equal(shown(nextWorkingTime(at('2026-03-27T20:00'), BERLIN)), '2026-03-30T07:00');
    assert.equal(shown(nextWorkingTime(at('2026-10-23T20:00'), BERLIN)), '2026-10-26T08:00');
  });

  it('know when a time of day comes next, by clocks that are set', () => {
    const next = (text: string, minute: number) =>
      shown(nextTimeOfDay(at(text), { timeZone: 'Europe/Berlin', minute }));
    assert.equal(next('2026-11-24T06:59', 8 * 60), '2026-11-24T07:00');
    assert.equal(next('2026-11-24T07:00', 8 * 60), '2026-11-25T07:00');
    assert.equal(next('2026-03-28T12:00', 8 * 60), '2026-03-29T06:00');
    assert.equal(next('2026-10-24T12:00', 8 * 60), '2026-10-25T07:00');
    // On 29 March there is no half past two, on 25 October there are two.
    assert.equal(next('2026-03-28T12:00', 150), '2026-03-29T01:30');
    const passed = ['2026-10-24T12:00'];
    for (let day = 0; day < 3; day += 1) passed.push(next(passed.at(-1)!, 150));
    assert.deepEqual(
      passed.slice(1).map(text => text.slice(0, 10)),
      ['2026-10-25', '2026-10-26', '2026-10-27'],
    );
  });

  it('refuse to be none', () => {
    const never = { ...BERLIN, days: [] };
    assert.throws(() => nextWorkingTime(at('2026-11-24T08:00'), never), /on a day of the week/);
  });

  it('add up: so much and then so much is both together', () => {
    const moments = fc.date({
      min: at('2026-01-01T00:00'),
      max: at('2027-01-01T00:00'),
      noInvalidDate: true,
    });
    const minutes = fc.integer({ min: 1, max: 2_000 });
    const zones = fc.constantFrom(
      'UTC',
      'Europe/Berlin',
      'America/New_York',
      'Asia/Kolkata',
      'Pacific/Auckland',
    );
    fc.assert(
      fc.property(moments, minutes, minutes, zones, (from, first, second, timeZone) => {
        const hours = { ...DEFAULT_WORKING_HOURS, timeZone };
        const together = afterWorkingTime(from, first + second, hours);
        assert.deepEqual(afterWorkingTime(afterWorkingTime(from, first, hours), second, hours), together);
      }),
    );
  });
});

describe('laterAt', () => {
  it('brings a step back within working hours', () => {
    assert.equal(shown(laterAt(at('2026-11-27T15:30'), 'hour', BERLIN)), '2026-11-30T08:30');
    assert.equal(shown(laterAt(at('2026-11-26T10:00'), 'day', BERLIN)), '2026-11-27T10:00');
    assert.equal(shown(laterAt(at('2026-11-27T10:00'), 'day', BERLIN)), '2026-11-30T08:00');
    assert.equal(shown(laterAt(at('2026-11-27T10:00'), 'week', BERLIN)), '2026-12-04T10:00');
  });
});
