import assert from 'node:assert/strict';
import fc from 'fast-check';
import { labelOf, type Outcome } from '../../src/domain/lead.ts';

const date = fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
const horizonDays = fc.integer({ min: 1, max: 365 });
const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  fc.constantFrom<Outcome>({ kind: 'open' }, { kind: 'lost' }),
  date.map((at): Outcome => ({ kind: 'converted', at })),
);

describe('labelOf', () => {
  it('never changes once it is known', () => {
    fc.assert(
      fc.property(date, outcome, horizonDays, date, date, (createdAt, outcome, days, one, other) => {
        const [sooner, later] = one <= other ? [one, other] : [other, one];
        const known = labelOf({ createdAt, outcome }, days, sooner);
        if (known !== undefined) assert.equal(labelOf({ createdAt, outcome }, days, later), known);
      }),
    );
  });

  it('is always known once the horizon has passed', () => {
    fc.assert(
      fc.property(date, outcome, horizonDays, (createdAt, outcome, days) => {
        const passed = new Date(createdAt.getTime() + days * 86_400_000);
        assert.notEqual(labelOf({ createdAt, outcome }, days, passed), undefined);
      }),
    );
  });
});
