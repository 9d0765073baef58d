import assert from 'node:assert/strict';
import { DEFAULT_SIGNALS } from '@aix/shared-scoring';
import { visitsOfDay } from '../../demo/visits-of-a-day.ts';

const SIZE = { visits: 200, leads: 40 };

describe('visitsOfDay', () => {
  it('makes the same day of the same number, and another of another', () => {
    assert.deepEqual(visitsOfDay(3, SIZE), visitsOfDay(3, SIZE));
    assert.notDeepEqual(visitsOfDay(3, SIZE), visitsOfDay(4, SIZE));
  });

  it('keeps to one day and to the leads that there are, in the order of time', () => {
    const events = visitsOfDay(1, SIZE);
    assert.ok(events.length >= SIZE.visits);
    assert.ok(events.every(({ minute }) => Number.isInteger(minute) && minute >= 0 && minute < 1_440));
    assert.ok(events.every(({ lead }) => Number.isInteger(lead) && lead >= 0 && lead < SIZE.leads));
    assert.deepEqual(
      events.map(({ minute }) => minute),
      events.map(({ minute }) => minute).sort((a, b) => a - b),
    );
  });

  it('consists of signals that count, mostly in office hours, and mostly of a few leads', () => {
    const events = visitsOfDay(1, SIZE);
    const known = new Set(DEFAULT_SIGNALS.map(({ name }) => name));
    assert.deepEqual(
      events.filter(({ signal }) => !known.has(signal)),
      [],
    );
    const share = (isIn: (event: (typeof events)[number]) => boolean) =>
      events.filter(isIn).length / events.length;
    assert.ok(share(({ minute }) => minute >= 480 && minute < 1_100) > 0.7);
    assert.ok(share(({ lead }) => lead < SIZE.leads / 4) > 0.5);
  });

  it('has few requests for demos, and docs and e-mails that are read', () => {
    const events = visitsOfDay(1, { visits: 2_000, leads: 40 });
    const share = (isIn: (event: (typeof events)[number]) => boolean) =>
      events.filter(isIn).length / events.length;
    const isAbout = (found: number, expected: number) =>
      assert.ok(Math.abs(found - expected) < expected / 3, `${found} is not about ${expected}`);
    isAbout(
      share(({ signal }) => signal === 'demo_request'),
      0.01,
    );
    isAbout(
      share(({ signal, path }) => signal === 'page_view' && path === '/docs'),
      0.14,
    );
    isAbout(
      share(({ signal }) => signal === 'email_open'),
      0.2,
    );
    isAbout(
      share(({ signal }) => signal === 'email_click'),
      0.1,
    );
  });

  it('tells some events late and some a second time, later and otherwise the same', () => {
    const events = visitsOfDay(1, { visits: 2_000, leads: 40 });
    const ofId = Map.groupBy(events, ({ id }) => id);
    const twice = [...ofId.values()].filter(({ length }) => length > 1);
    assert.ok(twice.length > ofId.size * 0.02 && twice.length < ofId.size * 0.04);
    for (const [first, again, ...more] of twice) {
      const happened = first!.minute - first!.lateMinutes;
      assert.deepEqual(more, []);
      assert.ok(again!.minute >= first!.minute);
      assert.deepEqual(again, { ...first, minute: again!.minute, lateMinutes: again!.minute - happened });
    }
    const late = events.filter(({ lateMinutes }) => lateMinutes > 30);
    assert.ok(late.length > events.length * 0.02 && late.length < events.length * 0.06);
    assert.ok(events.every(({ lateMinutes }) => lateMinutes >= 0 && lateMinutes <= 390));
  });
});
