import assert from 'node:assert/strict';
import fc from 'fast-check';
import { groupVisits, VISIT_ENDS_AFTER_MS } from '../../src/engagement/visits.ts';

const MINUTE = 60_000;
const page = (minute: number) => ({ atMs: minute * MINUTE, isOnSite: true });
const call = (minute: number) => ({ atMs: minute * MINUTE, isOnSite: false });
const told = (acts: Parameters<typeof groupVisits>[0]) =>
  groupVisits(acts).map(({ kind, acts }) => [kind, acts.map(({ atMs }) => atMs / MINUTE)]);

describe('groupVisits', () => {
  it('ends a visit after half an hour without an act', () => {
    assert.deepEqual(told([page(0), page(29), page(59)]), [
      ['visit', [59]],
      ['visit', [0, 29]],
    ]);
  });

  it('lets acts elsewhere stand alone, and neither join nor part a visit', () => {
    assert.deepEqual(told([page(0), call(10), page(20), call(45)]), [
      ['act', [45]],
      ['visit', [0, 20]],
      ['act', [10]],
    ]);
  });

  it('loses and doubles nothing, whatever the order, and leaves no pause in a visit', () => {
    const acts = fc.array(fc.record({ atMs: fc.nat(500 * MINUTE), isOnSite: fc.boolean() }), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(acts, list => {
        const groups = groupVisits(list);
        assert.deepEqual(groupVisits([...list].reverse()).map(timesOf), groups.map(timesOf));
        assert.equal(
          groups.reduce((sum, group) => sum + group.acts.length, 0),
          list.length,
        );
        for (const group of groups) {
          const times = timesOf(group);
          assert.ok(times.every((time, at) => at === 0 || time - times[at - 1]! < VISIT_ENDS_AFTER_MS));
          assert.ok(group.kind === 'visit' || times.length === 1);
        }
      }),
    );
  });
});

const timesOf = ({ acts }: { acts: readonly { atMs: number }[] }) => acts.map(({ atMs }) => atMs);
