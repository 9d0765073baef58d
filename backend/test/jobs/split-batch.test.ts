import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { joinRefusals, splitBatch } from '../../src/jobs/split-batch.ts';
import type { CollectedBatch } from '../../src/use-cases/engagement/ingest-events.ts';

const AT = new Date('2026-11-22T10:00:00Z');
const eventOf = (subject: string) => ({ eventId: randomUUID(), subject, signal: 'page_view', at: AT });
const batchOf = (subjects: readonly string[]): CollectedBatch => ({
  tenantId: randomUUID(),
  events: subjects.map(eventOf),
  identifications: [],
  asides: [],
});

describe('splitBatch', () => {
  it('keeps every event, and those of one subject in one part', () => {
    fc.assert(
      fc.property(fc.array(fc.uuid()), subjects => {
        const batch = batchOf(subjects);
        const [first, second] = splitBatch(batch);
        const parts = [...first.batch.events, ...second.batch.events];
        assert.deepEqual(new Set(parts), new Set(batch.events));
        assert.equal(parts.length, batch.events.length);
        const ofFirst = new Set(first.batch.events.map(({ subject }) => subject));
        assert.ok(second.batch.events.every(({ subject }) => !ofFirst.has(subject)));
      }),
    );
  });

  it('tells refusals by their place in the whole', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.uuid(), fc.boolean())), sent => {
        const batch = batchOf(sent.map(([subject]) => subject));
        const refused = new Set(batch.events.filter((_, at) => sent[at]![1]));
        const refusalsOf = ({ events }: CollectedBatch) => ({
          events: events.flatMap((event, at) => (refused.has(event) ? [at] : [])),
          identifications: [],
          asides: [],
          own: 0,
        });
        const parts = splitBatch(batch);
        const joined = joinRefusals(parts, [refusalsOf(parts[0].batch), refusalsOf(parts[1].batch)]);
        assert.deepEqual(new Set(joined.events.map(at => batch.events[at])), refused);
      }),
    );
  });

  it('leaves a batch that ties subjects together whole', () => {
    const identification = { subject: randomUUID(), emailSubject: randomUUID(), signed: true, at: AT };
    const subjects = Array.from({ length: 20 }, () => randomUUID());
    const [first, second] = splitBatch({ ...batchOf(subjects), identifications: [identification] });
    assert.equal(first.batch.events.length, 20);
    assert.deepEqual([second.batch.events, second.batch.identifications], [[], []]);
  });
});
