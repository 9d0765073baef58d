import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { listChangeFeeds } from '../../src/store/change-feeds.ts';
import { migrate } from '../../src/store/migrate.ts';
import { eventually } from '../support/eventually.ts';
import { createEmptyDatabase, DATABASE_KIND } from '../support/test-database.ts';
import { type FollowedOrg, openFollowedOrg } from './followed-org.ts';
import type { ReaderSettings } from './reading-process.ts';

const KILLS = 4;

describe(`following changes, killed again and again, on ${DATABASE_KIND}`, function () {
  this.timeout(120_000);

  it('loses no change, and never has to read all leads anew', async () => {
    const empty = await createEmptyDatabase();
    const setUp = await empty.open();
    await migrate(setUp);
    const org = await openFollowedOrg(setUp);
    await org.start();
    await eventually(async () => (await org.feed())?.position != null);
    await org.stop();
    await setUp.close();
    const { key, tenantId, world } = org;
    const settings: ReaderSettings = { ...empty.settings, key, tenantId, salesforce: world.settings };
    try {
      for (let age = 20; age < 20 + KILLS; age += 1) {
        const reader = startReader(settings);
        // In the middle of telling: some of these are known, some are not, one may be half saved.
        const edits = editAll(org, age);
        await once(reader, 'message');
        await kill(reader);
        await edits;
      }
      const last = startReader(settings);
      const edits = editAll(org, 20 + KILLS);
      for await (const [ages] of messagesOf(last))
        if ((ages as number[]).filter(age => age === 20 + KILLS).length >= org.leads.length) break;
      await edits;
      await kill(last);
      const database = await empty.open();
      const [feed] = await database.withTenant(tenantId, listChangeFeeds);
      await database.close();
      assert.equal(feed!.catchUps, 1);
    } finally {
      await world.close();
      await empty.remove();
    }
  });
});

function startReader(settings: ReaderSettings): ChildProcess {
  const reader = fork(new URL('./reading-process.ts', import.meta.url));
  reader.send(settings);
  return reader;
}

async function kill(reader: ChildProcess): Promise<void> {
  reader.kill('SIGKILL');
  await once(reader, 'exit');
}

async function* messagesOf(reader: ChildProcess): AsyncGenerator<unknown[]> {
  for (;;) yield await once(reader, 'message');
}

async function editAll({ leads, edit }: FollowedOrg, age: number): Promise<void> {
  for (const lead of leads) await edit(lead, age);
}
