import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseMoment, slashOrderOf } from '../../src/features/parse-moment.ts';

const isoOf = (text: string, order?: 'day-first') => {
  const moment = parseMoment(text, order);
  return moment === undefined || Number.isNaN(moment) ? moment : new Date(moment).toISOString();
};

describe('parseMoment', () => {
  it('reads the forms in which exports write days', () => {
    const forms = ['2026-12-31', '2026/12/31', '31.12.2026', '12/31/2026', '31-Dec-2026', '31 December 2026'];
    for (const form of [...forms, 'Dec 31, 2026', 'December 31 2026'])
      assert.equal(isoOf(form), '2026-12-31T00:00:00.000Z', form);
  });

  it('reads times, halves of the day and zones, and takes UTC where none is named', () => {
    assert.equal(isoOf('2026-03-04T05:06:07.891Z'), '2026-03-04T05:06:07.891Z');
    assert.equal(isoOf('2026-03-04 05:06'), '2026-03-04T05:06:00.000Z');
    assert.equal(isoOf('2026-03-04T05:06:07.000+0200'), '2026-03-04T03:06:07.000Z');
    assert.equal(isoOf('2026-03-04T05:06:07-05:30'), '2026-03-04T10:36:07.000Z');
    assert.equal(isoOf('3/4/2026, 12:30 AM'), '2026-03-04T00:30:00.000Z');
    assert.equal(isoOf('3/4/2026 1:05:09 pm'), '2026-03-04T13:05:09.000Z');
  });

  it('reads a slashed day in the order asked for', () => {
    assert.equal(isoOf('3/4/2026'), '2026-03-04T00:00:00.000Z');
    assert.equal(isoOf('3/4/2026', 'day-first'), '2026-04-03T00:00:00.000Z');
  });

  it('tells days that no calendar has from texts that are no dates', () => {
    for (const text of ['2026-02-30', '0000-00-00', '13/13/2026', '2026-01-01 25:00', '1/1/2026 13:00 PM'])
      assert.ok(Number.isNaN(parseMoment(text)), text);
    for (const text of ['', '2026', '20261231', '1.5', '12-34', 'May', '3 Foo 2026', '1/2-2026', 'T10:00'])
      assert.equal(parseMoment(text), undefined, text);
  });

  it('reads back every instant that it is written for', () => {
    const date = fc.date({
      min: new Date('1900-01-01'),
      max: new Date('2100-01-01'),
      noInvalidDate: true,
    });
    fc.assert(fc.property(date, at => assert.equal(parseMoment(at.toISOString()), at.getTime())));
  });
});

describe('slashOrderOf', () => {
  it('is day first when one text only makes sense so', () => {
    assert.equal(slashOrderOf(['3/4/2026', '13/4/2026 10:00']), 'day-first');
    assert.equal(slashOrderOf(['3/4/2026', '4/13/2026']), 'month-first');
    assert.equal(slashOrderOf([]), 'month-first');
  });
});
