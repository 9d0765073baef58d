import assert from 'node:assert/strict';
import { type HubspotWorld, openHubspotWorld } from './hubspot-world.ts';

describe('HubSpot connector, on its portal', () => {
  let world: HubspotWorld;
  beforeEach(async () => {
    world = await openHubspotWorld({ leadCount: 1 });
  });
  afterEach(() => world.close());

  it('tells a super admin from a user, and takes a user that the portal does not have for none', async () => {
    const answers = await Promise.all(['1', '2', '99'].map(userId => world.connector.isAdmin!(userId)));
    assert.deepEqual(answers, [true, false, false]);
  });

  it('understands the right as a word, too', async () => {
    for (const [superAdmin, expected] of Object.entries({ true: true, false: false })) {
      await world.injectFault({ kind: 'answer', status: 200, path: '/settings/users', body: { superAdmin } });
      assert.equal(await world.connector.isAdmin!('1'), expected);
    }
  });

  it('takes no user’s id for a path', async () => {
    assert.equal(await world.connector.isAdmin!('2/../1'), false);
  });

  it('removes our app, after which nothing works', async () => {
    await world.connector.uninstall!();
    await assert.rejects(world.connector.isAdmin!('1'), { code: 'ERR_CRM_AUTH_EXPIRED' });
  });

  it('takes an app that is not there any more for removed, and no other refusal', async () => {
    const install = {
      kind: 'answer',
      method: 'DELETE',
      path: '/appinstalls/',
      body: { message: 'no' },
    } as const;
    await world.injectFault({ ...install, status: 404 });
    await world.connector.uninstall!();
    await world.injectFault({ ...install, status: 400 });
    await assert.rejects(world.connector.uninstall!(), { code: 'ERR_CRM_WRITE_REJECTED' });
  });
});
