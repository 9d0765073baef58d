import assert from 'node:assert/strict';
import type { Outcome } from '@aix/shared-scoring';
import fc from 'fast-check';
import type { RecordFacts } from '../../src/store/crm-records.ts';
import { mergeRecords } from '../../src/use-cases/merge-records.ts';
import { makeFacts } from '../support/make.ts';

const day = (number: number) => new Date(Date.UTC(2026, 9, number));
const converted = (number: number): Outcome => ({ kind: 'converted', at: day(number) });
const OPEN: Outcome = { kind: 'open' };
const LOST: Outcome = { kind: 'lost' };

function record(modifiedOn: number, facts: Partial<RecordFacts> = {}): RecordFacts {
  return { ...makeFacts(), modifiedAt: day(modifiedOn), ...facts };
}

const someDay = fc.integer({ min: 1, max: 28 }).map(day);
const someText = fc.option(fc.constantFrom('a', 'b', 'c'));
const someRecord: fc.Arbitrary<RecordFacts> = fc.record({
  email: someText,
  name: someText,
  company: someText,
  createdAt: someDay,
  modifiedAt: someDay,
  outcome: fc.oneof(
    fc.constantFrom(OPEN, LOST),
    someDay.map((at): Outcome => ({ kind: 'converted', at })),
  ),
  fields: fc.dictionary(fc.constantFrom('age', 'job', 'city'), fc.option(fc.integer())),
});
/** Records of which each was changed on another day: of those changed at once, the store's order decides. */
const someRecords = fc.uniqueArray(someRecord, {
  minLength: 1,
  maxLength: 5,
  selector: ({ modifiedAt }) => modifiedAt.getTime(),
});

describe('mergeRecords', () => {
  it('takes a single record as it is', () => {
    const { modifiedAt: _, ...facts } = record(2);
    assert.deepEqual(mergeRecords([record(2)]), facts);
  });

  it('takes each fact from the record that changed last and has it', () => {
    const older = record(1, { name: 'Ada Byron', company: 'Acme', fields: { age: 40, job: 'clerk' } });
    const newer = record(2, { name: 'Ada Lovelace', company: null, fields: { age: null, job: 'countess' } });
    const { name, company, fields } = mergeRecords([older, newer]);
    assert.deepEqual([name, company, fields], ['Ada Lovelace', 'Acme', { age: 40, job: 'countess' }]);
  });

  it('takes false and 0 for values', () => {
    const newer = record(2, { fields: { age: 0, newsletter: false } });
    const older = record(1, { fields: { age: 40, newsletter: true } });
    assert.deepEqual(mergeRecords([older, newer]).fields, { age: 0, newsletter: false });
  });

  it('is as old as its oldest record', () => {
    const records = [record(9, { createdAt: day(5) }), record(8, { createdAt: day(3) })];
    assert.deepEqual(mergeRecords(records).createdAt, day(3));
  });

  const outcomes: [string, Outcome[], Outcome][] = [
    ['open in both', [OPEN, OPEN], OPEN],
    ['lost, then opened again elsewhere', [LOST, OPEN], OPEN],
    ['open, then lost elsewhere', [OPEN, LOST], LOST],
    ['converted, then lost elsewhere', [converted(4), LOST], converted(4)],
    ['lost, then converted elsewhere', [LOST, converted(4)], converted(4)],
    ['converted in both, the first counts', [converted(7), converted(4)], converted(4)],
  ];
  for (const [what, [older, newer], expected] of outcomes)
    it(`decides the outcome: ${what}`, () => {
      const records = [record(1, { outcome: older! }), record(2, { outcome: newer! })];
      assert.deepEqual(mergeRecords(records).outcome, expected);
    });

  it('does not depend on the order of the records', () => {
    const shuffled = someRecords.chain(records =>
      fc.tuple(
        fc.constant(records),
        fc.shuffledSubarray(records, { minLength: records.length, maxLength: records.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([records, others]) => {
        assert.deepEqual(mergeRecords(others), mergeRecords(records));
      }),
    );
  });

  it('makes nothing up: every fact comes from a record, and none is lost that any record has', () => {
    fc.assert(
      fc.property(someRecords, records => {
        const merged = mergeRecords(records);
        for (const fact of ['email', 'name', 'company'] as const) {
          assert.ok(records.some(each => each[fact] === merged[fact]));
          assert.equal(
            merged[fact] === null,
            records.every(each => each[fact] === null),
          );
        }
        for (const [name, value] of Object.entries(merged.fields))
          assert.ok(records.some(each => (each.fields[name] ?? null) === value));
        assert.equal(
          merged.outcome.kind === 'converted',
          records.some(each => each.outcome.kind === 'converted'),
        );
      }),
    );
  });

  it('merges the same records again to the same facts', () => {
    fc.assert(
      fc.property(someRecords, records => {
        const merged = mergeRecords(records);
        assert.deepEqual(mergeRecords([{ ...merged, modifiedAt: day(28) }]), merged);
      }),
    );
  });
});
