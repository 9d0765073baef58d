import assert from 'node:assert/strict';
import fc from 'fast-check';
import { eventually } from '../support/eventually.ts';
import { DATABASE_KIND, openTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { type FollowedOrg, openFollowedOrg } from './followed-org.ts';

const KINDS = ['none', 'gap', 'overflow', 'repeat', 'reverse', 'lose', 'break'] as const;

/** Some edits, and what becomes of their telling. */
const step = fc.record({
  kind: fc.constantFrom(...KINDS),
  edits: fc.array(fc.record({ lead: fc.nat(5), age: fc.integer({ min: 18, max: 99 }) }), {
    minLength: 1,
    maxLength: 4,
  }),
});

describe(`following changes, by law, on ${DATABASE_KIND}`, function () {
  this.timeout(120_000);
  let database: TestDatabase;
  let org: FollowedOrg;
  before(async () => {
    database = await openTestDatabase();
    org = await openFollowedOrg(database);
    await org.start({ pace: { pollWhileFollowingMs: 300 } });
  });
  after(async () => {
    await org.close();
    await database.drop();
  });

  it('ends with the org’s facts, however changes are shuffled, repeated, lost or cut off', async () => {
    const law = fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), async steps => {
      const last = new Map<string, number>();
      for (const { kind, edits } of steps) {
        if (kind !== 'none') await org.world.addEventFault({ kind, events: edits.length });
        for (const { lead, age } of edits) {
          const id = org.leads[lead]!;
          await org.edit(id, age);
          last.set(id, age);
        }
      }
      await eventually(async () => {
        const known = await Promise.all([...last.keys()].map(org.ageOf));
        return JSON.stringify(known) === JSON.stringify([...last.values()]);
      });
      // What is still under way must not undo it.
      await settled(org);
      for (const [id, age] of last) assert.equal(await org.ageOf(id), age);
    });
    await fc.assert(law, { numRuns: 12 });
  });
});

/** Waits until a sign of life came after all that was told. */
async function settled(org: FollowedOrg): Promise<void> {
  const before = (await org.feed())?.heardAt?.getTime() ?? 0;
  await eventually(async () => ((await org.feed())?.heardAt?.getTime() ?? 0) > before);
}
