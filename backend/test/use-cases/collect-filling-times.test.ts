import assert from 'node:assert/strict';
import { createTableBuilder, type Outcome } from '@aix/shared-scoring';
import { createFillingTimes } from '../../src/use-cases/collect-filling-times.ts';

const FIELDS = [
  { name: 'stage', label: 'Stage', kind: 'category' },
  { name: 'trial', label: 'Trial', kind: 'date' },
] as const;
const HORIZON_DAYS = 30;
const day = (at: number) => Date.UTC(2026, 0, at);
const createdAt = new Date(day(1));

/** The times of one lead's columns: of the stage, and of what is derived from the trial. */
function timesOf(
  outcome: Outcome,
  label: 0 | 1,
  fillings: Record<string, { after: number | null; by: number }>,
) {
  const times = createFillingTimes(FIELDS, HORIZON_DAYS);
  times.add({ createdAt, outcome }, label, new Map(Object.entries(fillings)));
  const { outcomeAt, filledAt } = times.finish(createTableBuilder(FIELDS).build());
  return { outcomeAt: outcomeAt[0], filledAt: filledAt.map(column => column?.[0]) };
}

describe('createFillingTimes', () => {
  const converted = { kind: 'converted', at: new Date(day(10) + 3600_000) } as const;
  const stageOf = (after: number | null, by: number) =>
    timesOf(converted, 1, { stage: { after, by } }).filledAt[0];

  it('knows a conversion at its moment, a day without a time at its end, and none at the end of the horizon', () => {
    const knownAt = (at: number) => timesOf({ kind: 'converted', at: new Date(at) }, 1, {}).outcomeAt;
    assert.equal(knownAt(day(10) + 1000), day(10) + 1000);
    assert.equal(knownAt(day(10)), day(11) - 1);
    assert.equal(timesOf({ kind: 'open' }, 0, {}).outcomeAt, day(31));
    const tooLate = { kind: 'converted', at: new Date(day(60)) } as const;
    assert.equal(timesOf(tooLate, 0, {}).outcomeAt, day(31));
  });

  it('takes a value for filled when it was seen by then, if that tells on which side of the outcome', () => {
    assert.equal(stageOf(null, day(5)), day(5), 'seen before the outcome');
    assert.equal(stageOf(day(11), day(12)), day(12), 'changed after the outcome was read');
  });

  it('does not guess where the change may lie on either side, or came before the first reading', () => {
    assert.equal(stageOf(day(9), day(12)), undefined);
    assert.equal(stageOf(null, day(12)), undefined);
  });

  it('does not know when a lead was given up, so a reason for it is cleared by nothing', () => {
    const { outcomeAt, filledAt } = timesOf({ kind: 'lost' }, 0, { stage: { after: null, by: day(5) } });
    assert.deepEqual([outcomeAt, filledAt[0]], [Number.NaN, undefined]);
  });

  it('does not clear what may have been filled by the conversion itself', () => {
    assert.equal(stageOf(null, converted.at.getTime()), undefined);
    const onThatDay = timesOf({ kind: 'converted', at: new Date(day(10)) }, 1, {
      stage: { after: null, by: day(10) + 3600_000 },
    });
    assert.equal(onThatDay.filledAt[0], undefined);
  });

  it('gives what is derived from a field the field’s time', () => {
    const { filledAt } = timesOf(converted, 1, { trial: { after: null, by: day(2) } });
    assert.deepEqual(filledAt, [undefined, day(2), day(2), day(2)]);
  });
});
