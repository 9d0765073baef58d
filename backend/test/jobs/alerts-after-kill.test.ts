import assert from 'node:assert/strict';
import { deliverMany } from '../../../local-stack/bench/live/deliver-many.ts';
import { killWhileAlerting } from '../../../local-stack/bench/live/kill-while-alerting.ts';
import { createEmptyDatabase, DATABASE_KIND, type EmptyDatabase } from '../support/test-database.ts';

describe(`alerts on ${DATABASE_KIND}`, () => {
  let empty: EmptyDatabase;
  beforeEach(async () => {
    empty = await createEmptyDatabase();
  });
  afterEach(() => empty.remove());

  it('tell each crossing under one id, though their processes are killed again and again', async () => {
    const told = await killWhileAlerting(empty.settings, { kills: 3, scoresEach: 6 });
    const { crossings, missed, doubled } = told;
    assert.ok(crossings >= 36, `${crossings} crossings`);
    assert.deepEqual({ missed, doubled }, { missed: 0, doubled: 0 });
  });

  it('are all delivered or given up, though the receiver refuses three of ten', async () => {
    const many = await deliverMany(empty.settings, { count: 60, refusedShare: 0.3 });
    assert.equal(many.delivered + many.deadLettered, 60);
    assert.ok(many.messages > 60, `${many.messages} messages`);
  });
});
