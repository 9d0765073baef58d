import assert from 'node:assert/strict';
import type { FieldValue } from '@aix/shared-scoring';
import fc from 'fast-check';
import { type Change, valuesAsOf } from '../../src/use-cases/as-of-creation.ts';
import { leadFeatures } from '../../src/use-cases/model-inputs.ts';

const CREATED_MS = Date.UTC(2026, 9, 1);
const FIELDS = [
  { name: 'age', label: 'Age', kind: 'number' as const },
  { name: 'job', label: 'Job', kind: 'category' as const },
];

/** A field's whole life: the value at creation, then one change after the other, some of them before the moment. */
interface Life {
  first: FieldValue;
  changes: { afterMs: number; value: FieldValue }[];
}

const value = fc.oneof(
  fc.constant(null),
  fc.integer({ min: 0, max: 99 }),
  fc.constantFrom('clerk', 'teacher'),
);
const life = fc.record({
  first: value,
  changes: fc.array(fc.record({ afterMs: fc.integer({ min: -1_000, max: 1_000 }), value }), { maxLength: 6 }),
});
const lives = fc.record({ age: life, job: life });
type Lives = Record<'age' | 'job', Life>;

function historyOf(ofFields: Lives): { present: Record<string, FieldValue>; changes: Change[] } {
  const present: Record<string, FieldValue> = {};
  const changes: Change[] = [];
  for (const [field, { first, changes: later }] of Object.entries(ofFields)) {
    let before = first;
    for (const { afterMs, value } of [...later].sort((a, b) => a.afterMs - b.afterMs)) {
      changes.push({ field, at: new Date(CREATED_MS + afterMs), before });
      before = value;
    }
    present[field] = before;
  }
  changes.sort((a, b) => a.at.getTime() - b.at.getTime());
  return { present, changes };
}

/** The truth, told without taking anything back: the last value that was set until the moment. */
function truthAt({ first, changes }: Life): FieldValue {
  const until = changes.filter(({ afterMs }) => afterMs <= 0).sort((a, b) => a.afterMs - b.afterMs);
  return until.length === 0 ? first : until.at(-1)!.value;
}

/** The features of the row that a lead with this history becomes in training. */
function featuresOf(ofFields: Lives) {
  const { present, changes } = historyOf(ofFields);
  const createdAt = new Date(CREATED_MS);
  const fields = valuesAsOf(present, changes, createdAt);
  return leadFeatures({ email: null, fields, createdAt }, { fields: FIELDS });
}

describe('the values of a training row', () => {
  it('are those that stood there when the lead came in', () => {
    fc.assert(
      fc.property(lives, ofFields => {
        const { present, changes } = historyOf(ofFields);
        assert.deepEqual(valuesAsOf(present, changes, new Date(CREATED_MS)), {
          age: truthAt(ofFields.age),
          job: truthAt(ofFields.job),
        });
      }),
    );
  });

  it('and its features ignore every history entry after that', () => {
    const later = fc.array(fc.record({ afterMs: fc.integer({ min: 1, max: 1_000 }), value }), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(lives, later, later, (ofFields, age, job) => {
        const untilThen = ({ first, changes }: Life, then: Life['changes']): Life => ({
          first,
          changes: [...changes.filter(({ afterMs }) => afterMs <= 0), ...then],
        });
        const other = { age: untilThen(ofFields.age, age), job: untilThen(ofFields.job, job) };
        assert.deepEqual(featuresOf(other), featuresOf(ofFields));
      }),
    );
  });
});
